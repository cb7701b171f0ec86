"""Runs the checks of a program: `run` starts a child that has `checking.py` and `check_worker.py` as files."""
