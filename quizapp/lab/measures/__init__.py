"""One file per measure of an experiment."""
