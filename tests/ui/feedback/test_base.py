"""The forms of feedback."""

from typing import get_args

from quizapp.core.answer_difference import Difference, ProgramDifference, options_difference
from quizapp.ui.feedback.base import FORMS, feedback_of


def test_every_difference_has_a_form_of_feedback() -> None:
    """Each in a module of its own."""
    assert set(FORMS) == set(get_args(Difference))
    options = options_difference(["a"], ["b"], ["a", "b"])
    program = ProgramDifference(given="x", solution="y", start="")
    assert feedback_of(options) is not feedback_of(program)
