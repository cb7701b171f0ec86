"""Today, progress and listings."""
