"""Lists of cards in JSON and YAML."""
