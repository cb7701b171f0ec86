"""`prove --all`: every claim of a scope, as a table of verdicts."""

from collections.abc import Iterable
from random import Random
from typing import TYPE_CHECKING, Any

import typer

from quizapp.cli.output import print_json, say, tell
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from quizapp.lab.report import Report
    from quizapp.usecases.experiments.run_experiment import Found, How


def prove_all(context: Any, store: Any, found: "list[Found]", places: "list[How]", as_json: bool) -> None:
    """Prove every claim in every place; print the table, or JSON. Exits 1 where one is refuted or fails."""
    documents, rows, bad = [], [], False
    for each in found:
        for place in places:
            tell(f"{each.name} ...")
            try:
                report = _proved(context, store, each, place)
            except QuizError as error:
                tell(f"{error.message}\n  {error.hint}")
                bad = True
                continue
            bad = bad or report.verdict == "refuted"
            documents.append(report.as_json())
            rows.append(row(each, report, several=len(places) > 1))
    if as_json:
        print_json(documents)
    else:
        for line in table(rows):
            say(line)
    if bad:
        raise typer.Exit(ExitCode.FAULTS)


def _proved(context: Any, store: Any, found: "Found", place: "How") -> "Report":
    from quizapp.questions.predict import draw_parameters
    from quizapp.usecases.experiments.run_experiment import note_proof, run

    parameters = dict(draw_parameters(found.experiment, Random(context.now_ms)))
    report = run(context, store, found, parameters, place)
    note_proof(context, store, found, report)
    return report


def figure(report: "Report") -> str:
    """Return what was measured, in a few words."""
    if isinstance(report.value, str) or report.low is None:
        return str(report.value).replace("\n", " / ") or "-"
    return f"{report.value:.3g} ({report.low:.3g} to {report.high:.3g}) {report.unit}"


def row(found: "Found", report: "Report", *, several: bool) -> tuple[str, ...]:
    where = f"  [{report.machine.implementation} {report.machine.python}]" if several else ""
    why = f": {report.reason}" if report.reason else ""
    return (report.verdict, found.name + where, report.expected, figure(report) + why, f"{report.seconds:.1f}")


def table(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return rows as lines: the verdict and the claim on the first, what was expected and measured under it."""
    lines = []
    for verdict, name, expected, measured, seconds in rows:
        lines += [f"{verdict:12} {name}  ({seconds} s)", f"{'':12} expected {expected}; measured {measured}"]
    return lines
