"""Writing decks."""
