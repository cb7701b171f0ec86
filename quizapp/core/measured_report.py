"""What is shown of the report of an experiment."""

from collections.abc import Sequence
from math import inf
from typing import Protocol

from quizapp.core.answer_difference import VariantMedian
from quizapp.core.figures import figure, with_kept_unit
from quizapp.core.model import Experiment
from quizapp.core.prediction import Prediction
from quizapp.core.session_values import Outcome


class MeasuredReport(Protocol):
    """What is shown of the lab's report: the measurement with its interval (a text has none), and the verdict."""

    @property
    def experiment(self) -> Experiment:
        """The experiment that ran."""

    @property
    def value(self) -> float | str:
        """The measured value."""

    @property
    def low(self) -> float | None:
        """The lower end of its interval."""

    @property
    def high(self) -> float | None:
        """The upper end of its interval."""

    @property
    def unit(self) -> str:
        """The unit of the value."""

    @property
    def medians(self) -> Sequence[VariantMedian]:
        """The median reading of each variant; none for texts."""

    @property
    def verdict(self) -> str:
        """Whether the claim holds here: confirmed, refuted or inconclusive."""

    @property
    def expected(self) -> str:
        """What was expected, in words."""

    @property
    def reason(self) -> str:
        """Why there is no verdict."""

    @property
    def remarks(self) -> Sequence[str]:
        """Lines about the measurement and the machine."""

    @property
    def comparable(self) -> bool:
        """Whether a prediction can be compared with the value."""


def report_of(outcome: Outcome) -> MeasuredReport | None:
    """Return the report of the experiment that graded an answer; None if none ran."""
    report: MeasuredReport | str | None = outcome.report
    return None if isinstance(report, str) else report


def predicted_ends(prediction: Prediction, high: float) -> tuple[float, float]:
    """Return the ends of a prediction on a scale; an open end is twice `high`, the end of the measured interval."""
    return prediction.low, high * 2 if prediction.high == inf else prediction.high


def measured_words(report: MeasuredReport) -> str:
    """Return what was expected and what was measured, as the end of a sentence that says the verdict."""
    expected = with_kept_unit(report.expected, report.unit)
    if not isinstance(report.value, str):
        return f": expected {expected}, measured {figure(report.value)}."
    value = report.value.replace("\n", " / ") or "nothing"
    return f": expected {expected}." if report.verdict == "confirmed" else f": expected {expected}, and it was {value}."
