"""quizapp: learn concepts in a terminal, and prove them on your own machine."""

__version__ = "0.1.0"
