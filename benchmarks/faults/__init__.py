"""Interrupting commands and failing their disk: a learner's home, the commands, and what must hold afterwards."""
