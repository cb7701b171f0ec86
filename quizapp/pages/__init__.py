"""Pages for a browser: single files that need no network. All quoted text is escaped."""
