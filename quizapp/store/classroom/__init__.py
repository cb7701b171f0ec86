"""A class on a server: setup, members, assignments, reports."""
