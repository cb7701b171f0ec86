"""The event log of each learner, and the data derived from it."""
