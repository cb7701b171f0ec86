"""Exchanging events with other devices."""
