"""What keeps a database safe: backups, checks, rescue; and what erases for good."""
