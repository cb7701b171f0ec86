"""The entries of an archive by which it is recognised."""

DATA = ("data.json", "data.edn")
