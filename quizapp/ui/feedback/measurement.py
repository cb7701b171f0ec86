"""A prediction beside what was measured: bars on one scale, the median of each variant, the claim and its verdict."""

from collections.abc import Sequence
from math import inf
from typing import Protocol

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from quizapp.core.answer_difference import PredictionDifference, VariantMedian
from quizapp.core.model import Experiment
from quizapp.core.prediction import Expected, Prediction
from quizapp.ui.bars import comparison
from quizapp.ui.escape import visible
from quizapp.ui.feedback.marks import Lines
from quizapp.ui.figures import figure, with_kept_unit, with_unit
from quizapp.ui.hanging import Hanging
from quizapp.ui.text import inline


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


class Scaled:
    """The bars of a prediction and a measurement, as wide as the screen allows."""

    def __init__(self, prediction: Prediction | None, report: MeasuredReport) -> None:
        self.prediction, self.report = prediction, report

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        report = self.report
        if isinstance(report.value, str) or report.low is None or report.high is None:
            return
        ends = None
        if self.prediction is not None:
            open_end = report.high * 2
            ends = self.prediction.low, open_end if self.prediction.high == inf else self.prediction.high
        yield comparison(ends, report.value, (report.low, report.high), report.unit, options.max_width)


def figure_verdict(difference: PredictionDifference) -> str:
    """Return how near a predicted figure was, such as 'off by a factor of 2.3'."""
    predicted, factor = difference.predicted, difference.factor
    if factor <= 1:
        return "what was measured lies in your range" if predicted.low < predicted.high else "within what was measured"
    said = f"off by a factor of {figure(factor)}"
    is_ratio = difference.unit == "times" and predicted.low == predicted.high
    is_opposite = is_ratio and (predicted.low - 1) * (difference.value - 1) < 0
    return f"{said}, and the other way round" if is_opposite else said


def measured_lines(prediction: Expected | None, report: MeasuredReport) -> Lines:
    """Return the prediction next to the measurement, and what each variant took."""
    lines: Lines = []
    if not isinstance(report.value, str) and report.low is not None:
        lines.append(Scaled(prediction if isinstance(prediction, Prediction) else None, report))
    if len(report.medians) > 1:
        listed = ", ".join(f"{visible(each.variant)} {with_unit(each.value, each.unit)}" for each in report.medians)
        lines.append(Hanging(Text("medians   ", style="quiet"), Text(listed)))
    return [*lines, Text()] if lines else []


def claim_lines(report: MeasuredReport) -> Lines:
    """Return the claim, which is not shown before the prediction, and its verdict on this machine."""
    style = {"confirmed": "good", "refuted": "bad"}.get(report.verdict, "bold")
    lines: Lines = [Text.assemble(("Claim: ", "bold"), inline(report.experiment.claim))]
    if report.reason:
        lines.append(Text.assemble("There is no verdict: ", visible(report.reason), "."))
        return lines
    expected = with_kept_unit(visible(report.expected), report.unit)
    here = Text.assemble("Here it is ", (report.verdict, style), ": expected ", expected)
    if isinstance(report.value, str):
        value = visible(report.value).replace("\n", " / ") or "nothing"
        return [*lines, here.append("." if report.verdict == "confirmed" else f", and it was {value}.")]
    return [*lines, here.append(f", measured {figure(report.value)}.")]


def machine_lines(report: MeasuredReport) -> Lines:
    """Return the facts of the machine and of the measurement."""
    return [Text(visible(line), style="quiet") for line in report.remarks]
