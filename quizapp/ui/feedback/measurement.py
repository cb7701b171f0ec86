"""A prediction beside what was measured: bars on one scale, the median of each variant, the claim and its verdict."""

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from quizapp.core.figures import with_unit
from quizapp.core.measured_report import MeasuredReport, measured_words, predicted_ends
from quizapp.core.prediction import Expected, Prediction
from quizapp.ui.bars import comparison
from quizapp.ui.escape import visible
from quizapp.ui.feedback.marks import Lines
from quizapp.ui.hanging import Hanging
from quizapp.ui.text import inline


class Scaled:
    """The bars of a prediction and a measurement, as wide as the screen allows."""

    def __init__(self, prediction: Prediction | None, report: MeasuredReport) -> None:
        self.prediction, self.report = prediction, report

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        report = self.report
        if isinstance(report.value, str) or report.low is None or report.high is None:
            return
        ends = predicted_ends(self.prediction, report.high) if self.prediction else None
        yield comparison(ends, report.value, (report.low, report.high), report.unit, options.max_width)


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
    lines.append(Text.assemble("Here it is ", (report.verdict, style), visible(measured_words(report))))
    return lines


def machine_lines(report: MeasuredReport) -> Lines:
    """Return the facts of the machine and of the measurement."""
    return [Text(visible(line), style="quiet") for line in report.remarks]
