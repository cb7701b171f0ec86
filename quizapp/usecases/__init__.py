"""What a person asks the program to do: one folder for each."""
