"""Pages for a browser: one file each that needs no network. Every text that is quoted is escaped."""
