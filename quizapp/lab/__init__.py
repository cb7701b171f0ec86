"""Prove it: runs code in child processes, measures it and gives a verdict."""
