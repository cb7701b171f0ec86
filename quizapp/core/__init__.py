"""What quizapp decides: pure functions over time, randomness and content given as arguments."""
