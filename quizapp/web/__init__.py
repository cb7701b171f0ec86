"""The browser: pages over the same use cases as the terminal. Imported by `quizapp web` alone."""
