"""Mochi's archives: decks with templates, reviews and attachments."""
