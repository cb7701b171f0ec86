"""Your answer beside the right one: a module for each way of answering."""
