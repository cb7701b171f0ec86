"""The entry of a package by which it is recognised."""

MANIFEST = "imsmanifest.xml"
