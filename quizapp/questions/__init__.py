"""One file per kind of question; kinds.QUESTION_KINDS is the table of contents."""
