"""What every form of feedback has in common. A form is a module in this folder and a line in FORMS."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from rich.text import Text

from quizapp.core.answer import Answer
from quizapp.core.answer_difference import (
    Difference,
    OptionsDifference,
    PartsDifference,
    PredictionDifference,
    ProgramDifference,
    ScheduleDifference,
)
from quizapp.core.prediction import Expected, Prediction
from quizapp.core.question import Shown
from quizapp.core.session_values import Outcome
from quizapp.ui.feedback.marks import Lines, Marks
from quizapp.ui.text import prose


@dataclass(frozen=True, slots=True)
class Judged:
    """A question as it was shown, what was answered (None: revealed), how that was judged, and the reason."""

    shown: Shown
    answer: Answer | Expected | None
    outcome: Outcome
    explain: str = ""

    @property
    def predicted(self) -> Prediction | None:
        """The figure that was predicted."""
        return self.answer if isinstance(self.answer, Prediction) else None


@dataclass(frozen=True, slots=True)
class Feedback:
    """How one form of difference is shown; each of its modules has one, named FEEDBACK.

    What is said of it in a line is in `questions/verdict_words.py`, for every front end.
    """

    compared: Callable[[Judged, Any, Marks], Lines]
    """Return the answer beside the right one."""


# A form is the module of its name, imported when an answer needs it.
FORMS: dict[type[Difference], str] = {
    OptionsDifference: "options",
    PartsDifference: "parts",
    PredictionDifference: "prediction",
    ScheduleDifference: "schedule",
    ProgramDifference: "program",
}


@cache
def _feedback(form: str) -> Feedback:
    feedback: Feedback = import_module(f"quizapp.ui.feedback.{form}").FEEDBACK
    return feedback


def feedback_of(difference: Difference) -> Feedback:
    """Return how a difference is shown."""
    return _feedback(FORMS[type(difference)])


def solution_lines(judged: Judged) -> Lines:
    """Return the right answer under its heading."""
    return [Text("Answer", style="accent"), prose(judged.outcome.expected, judged.shown.ask)]
