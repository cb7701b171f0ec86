"""Predict, run, compare; tests of a deck's code."""
