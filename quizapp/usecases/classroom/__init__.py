"""What a teacher asks of a class: its reports as tables, and what was answered wrong."""
