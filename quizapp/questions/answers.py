"""The one parser of answers: what a front end read becomes a value, before anything is graded or run."""

from quizapp.core.answer import Answer
from quizapp.core.prediction import parse
from quizapp.core.question import Shown


def read_answer(shown: Shown, given: object) -> Answer:
    """Return the answer to a question from what a front end read, such as a line, letters, or a JSON value.

    Raises ValueError, with what was expected, where it has no form that any answer to this question has; whether a
    letter or a text is right for it is decided when it is graded.
    """
    if shown.entry == "prediction":
        return parse(given)
    if isinstance(given, str | bool):
        return given
    if isinstance(given, list | tuple) and all(isinstance(each, str) for each in given):
        return tuple(given)
    if shown.entry == "reveal":  # the learner judges: whatever a program sends, it is not compared
        return str(given)
    raise ValueError("an answer is a text, or a list of texts")
