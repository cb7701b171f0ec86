"""Question banks: Moodle XML, GIFT and Aiken."""
