"""How near a predicted figure was to the measured one."""

from quizapp.core.answer_difference import PredictionDifference
from quizapp.ui.feedback.base import Feedback, Judged
from quizapp.ui.feedback.marks import Lines, Marks
from quizapp.ui.figures import figure


def figure_verdict(difference: PredictionDifference) -> str:
    """Return how near a predicted figure was, such as 'off by a factor of 2.3'."""
    predicted, factor = difference.predicted, difference.factor
    if factor <= 1:
        return "what was measured lies in your range" if predicted.low < predicted.high else "within what was measured"
    said = f"off by a factor of {figure(factor)}"
    is_ratio = difference.unit == "times" and predicted.low == predicted.high
    is_opposite = is_ratio and (predicted.low - 1) * (difference.value - 1) < 0
    return f"{said}, and the other way round" if is_opposite else said


def _compared(judged: Judged, difference: PredictionDifference, marks: Marks) -> Lines:
    return []  # it is on one scale with the measurement, which is drawn below


FEEDBACK = Feedback(verdict=figure_verdict, compared=_compared, praises=True)
