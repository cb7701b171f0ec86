"""The entries of a package by which it is recognised."""

CARDS, METADATA = "cards.xml", "METADATA"
