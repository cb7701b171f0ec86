"""One file per kind of question; registry.QUESTION_KINDS lists them."""
