"""The fifth tab: predictions of measurements, verdicts of claims, and misconceptions."""

from math import exp

from rich.text import Text

from quizapp.core.counting import counted
from quizapp.core.statistics.progress_report import ProgressReport
from quizapp.ui.escape import visible
from quizapp.ui.progress.charts import Lines, bars, day_name, heading, quiet

TITLE = "Predictions"
SHOWN = 10  # days


def lines(report: ProgressReport, width: int) -> Lines:
    """Return errors over time, the bias by measure, hit rates, verdicts and misconceptions."""
    summary, found = report.prediction_summary, report.predictions
    if not summary.count and not report.verdicts:
        return [quiet("No predictions yet. To make one: quizapp prove")]
    parts: Lines = []
    if summary.median_error is not None:
        factor = exp(summary.median_error)
        told = f"{counted(summary.count, 'prediction')}, the median off by a factor of {factor:.2f}"
        parts.append(Text(told, style="bold"))
    if found.over_time:
        rows = [(day_name(r.day), r.median_error, f"x{exp(r.median_error):.2f}") for r in found.over_time]
        parts += [heading("Off by a factor of"), *bars(rows[-SHOWN:], width)]
    if found.bias:
        parts += [heading("Direction"), *(Text(row.says) for row in found.bias)]
    for row in found.intervals:
        parts.append(Text(f"{row.confidence:.0%} sure: right {row.hits} of {row.count} times"))
    return parts + _proofs(report)


def _proofs(report: ProgressReport) -> Lines:
    parts: Lines = [heading("Claims on this machine")] if report.verdicts else []
    for each in report.verdicts:
        changed = f", was {each.before}" if each.before else ""
        style = {"confirmed": "green", "refuted": "red"}.get(each.verdict, "quiet")
        where = quiet(f"  {visible(each.experiment)}, {each.day}, {visible(each.machine)}")
        parts += [Text.assemble((each.verdict, style), changed), where]
    open_ideas = [each for each in report.misconceptions if not each.gone]
    if open_ideas:
        parts.append(heading("Open misconceptions"))
    return parts + [Text(f"{each.count}x {visible(each.says)}") for each in open_ideas]
