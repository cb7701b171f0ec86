"""quizapp: learn concepts in a terminal, and prove them on your own machine."""

__version__ = "0.2.0"
