"""The table of verdicts."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.lab.report import Report
    from quizapp.usecases.experiments.run_experiment import LocatedExperiment


def figure(report: "Report") -> str:
    """Return the measured value in a few words."""
    if isinstance(report.value, str) or report.low is None:
        return str(report.value).replace("\n", " / ") or "-"
    return f"{report.value:.3g} ({report.low:.3g} to {report.high:.3g}) {report.unit}"


def row(found: "LocatedExperiment", report: "Report", *, several: bool) -> tuple[str, ...]:
    where = f"  [{report.machine.implementation} {report.machine.python}]" if several else ""
    why = f": {report.reason}" if report.reason else ""
    return (report.verdict, found.name + where, report.expected, figure(report) + why, f"{report.seconds:.1f}")


def table(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return rows as lines: verdict and claim first, below them the expected and the measured value."""
    lines = []
    for verdict, name, expected, measured, seconds in rows:
        lines += [f"{verdict:12} {name}  ({seconds} s)", f"{'':12} expected {expected}; measured {measured}"]
    return lines
