"""Markdown dialects: concept documents, hashcards, Obsidian, headings and checklists."""
