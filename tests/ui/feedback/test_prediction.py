"""A prediction beside what was measured."""

import pytest

from quizapp.core.answer_difference import PredictionDifference
from quizapp.core.prediction import parse
from quizapp.ui.feedback.prediction import figure_verdict


@pytest.mark.parametrize(
    ("predicted", "measured", "unit", "said"),
    [
        ("2", (4.0, 5.0), "times", "off by a factor of 2"),
        ("0.5", (4.0, 5.0), "times", "off by a factor of 8, and the other way round"),
        ("0.5", (4.0, 5.0), "ms", "off by a factor of 8"),
        ("4.5", (4.0, 5.0), "times", "within what was measured"),
        ("3..6", (4.0, 5.0), "times", "what was measured lies in your range"),
        ("2..4@80%", (4.0, 5.0), "times", "what was measured lies in your range"),
        ("8..10", (4.0, 5.0), "times", "off by a factor of 1.6"),
    ],
)
def test_a_figure_is_told_how_far_it_is_off(
    predicted: str, measured: tuple[float, float], unit: str, said: str
) -> None:
    """A ratio on the other side of 1 is the other way round; no other unit has such a middle."""
    low, high = measured
    found = PredictionDifference(predicted=parse(predicted), value=(low * high) ** 0.5, low=low, high=high, unit=unit)
    assert figure_verdict(found) == said
