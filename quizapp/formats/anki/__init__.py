"""Reads Anki's packages and collections, of all three generations.

Facts about the formats are from Anki's public documentation and from real files; none of its code is used.
"""
