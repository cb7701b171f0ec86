"""From a path to installed decks."""
