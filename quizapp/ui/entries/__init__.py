"""How an answer is entered: a module for each value of core.question.Entry, named after it."""
