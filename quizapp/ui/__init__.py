"""The terminal: keys, screens, charts."""
