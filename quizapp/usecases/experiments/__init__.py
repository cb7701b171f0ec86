"""Predict, run, compare; testing a deck's code."""
