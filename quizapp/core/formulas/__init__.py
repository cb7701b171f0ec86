"""Formulas in LaTeX as Unicode that a terminal can show."""
