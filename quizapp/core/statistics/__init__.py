"""The figures of progress: pure functions from counts and states to what is shown."""
