"""What a person asks the program to do, a folder each."""
