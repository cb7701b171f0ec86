"""The one parser of answers: what a front end read becomes a value, before anything is graded or run."""

from quizapp.core.answer import Answer, ProgramAnswer
from quizapp.core.prediction import parse
from quizapp.core.question import Shown

NO_SCHEDULE = "none"
PROGRAM_NUMBERS = ("1", "2", "3")


def read_answer(shown: Shown, given: object) -> Answer:
    """Return the answer to a question from what a front end read, such as a line, letters, or a JSON value.

    Raises ValueError, with what was expected, where it has no form that any answer to this question has; whether a
    letter or a text is right for it is decided when it is graded.
    """
    if shown.entry == "prediction":
        return parse(given, shown.from_zero)
    if shown.entry == "schedule":
        return _schedule(given)
    if isinstance(given, str | bool | ProgramAnswer):
        return given
    if isinstance(given, list | tuple) and all(isinstance(each, str) for each in given):
        return tuple(given)
    if shown.entry == "reveal":  # the learner judges: whatever a program sends, it is not compared
        return str(given)
    raise ValueError("an answer is a text, or a list of texts")


def _schedule(given: object) -> Answer:
    """Return the numbers of the programs in the order of their steps, or `none`: no schedule reaches the goal."""
    if isinstance(given, str) and given.strip().lower() == NO_SCHEDULE:
        return NO_SCHEDULE
    texts = list(given.replace(",", "").replace(" ", "")) if isinstance(given, str) else given
    if isinstance(texts, list | tuple) and all(type(each) in (int, str) for each in texts):
        numbers = tuple(str(each) for each in texts)
        if numbers and all(number in PROGRAM_NUMBERS for number in numbers):
            return numbers
    raise ValueError("an answer is the numbers of the programs in the order of their steps, such as 1221, or none")
