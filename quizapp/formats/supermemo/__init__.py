"""SuperMemo's files: XML and text with `Q:` and `A:`."""
