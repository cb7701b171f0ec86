"""Decks, concepts and cards: installed, compared and found."""
