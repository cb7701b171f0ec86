"""Reads and writes decks: YAML with line numbers in, validated decks and located problems out."""
