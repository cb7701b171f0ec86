"""Progress in the terminal: one file for each tab, TABS in table.py is the list of them."""
