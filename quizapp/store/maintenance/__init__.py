"""Checks, repair, recovery and erasure of a database."""
