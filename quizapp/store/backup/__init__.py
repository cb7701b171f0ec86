"""Backups: when they are taken, and which are kept."""
