"""The daily quiz."""
