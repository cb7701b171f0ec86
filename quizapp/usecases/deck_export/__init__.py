"""From installed decks to files."""
