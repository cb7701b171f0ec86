"""What a learner did, as a log, and what follows from it."""
