"""Runs code in child processes, measures it and gives a verdict on a claim."""
