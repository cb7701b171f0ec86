"""Settings of the program and its key map."""
