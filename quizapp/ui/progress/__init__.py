"""The progress report in the terminal: a file for each tab, listed in tabs.py."""
