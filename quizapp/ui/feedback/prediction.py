"""A predicted figure: it is drawn with the measurement."""

from quizapp.core.answer_difference import PredictionDifference
from quizapp.ui.feedback.base import Feedback, Judged
from quizapp.ui.feedback.marks import Lines, Marks


def _compared(judged: Judged, difference: PredictionDifference, marks: Marks) -> Lines:
    return []  # it is on one scale with the measurement, which is drawn below


FEEDBACK = Feedback(_compared)
