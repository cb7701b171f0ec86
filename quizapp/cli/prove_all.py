"""`prove --all`: every claim of a scope, as a table of verdicts."""

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import typer

from quizapp.cli.output import complain, print_json, tell
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from quizapp.lab.report import Report
    from quizapp.store.database import Store
    from quizapp.ui.console import Console
    from quizapp.usecases.context import Context
    from quizapp.usecases.experiments.run_experiment import LocatedExperiment, RunOptions


@dataclass(frozen=True, slots=True)
class Output:
    """Where the verdicts go: a table on the console, or one JSON document."""

    console: "Console"
    as_json: bool


def prove_all(
    context: "Context", store: "Store", found: "list[LocatedExperiment]", places: "list[RunOptions]", output: Output
) -> None:
    """Run every claim in every interpreter; print the table, or JSON. Exits 1 if one is refuted or fails."""
    documents, failed = [], False
    for each in found:
        reports, faults = _reports(context, store, each, places)
        failed = failed or faults > 0 or any(report.verdict == "refuted" for report in reports)
        documents += [report.as_json() for report in reports]
        if not output.as_json:
            _print(output.console, each.name, reports, several=len(places) > 1)
    if output.as_json:
        print_json(documents)
    if failed:
        raise typer.Exit(ExitCode.FAULTS)


def _reports(
    context: "Context", store: "Store", found: "LocatedExperiment", places: "list[RunOptions]"
) -> "tuple[list[Report], int]":
    """Return the reports of a claim, one for each interpreter in which it ran, and in how many it failed."""
    reports = []
    for place in places:
        tell(f"{found.name}{_in_interpreter(place) if len(places) > 1 else ''} ...")
        try:
            reports.append(_proved(context, store, found, place))
        except QuizError as error:
            complain(error.message, error.hint)
    return reports, len(places) - len(reports)


def _in_interpreter(place: "RunOptions") -> str:
    from quizapp.ui.verdict_table import interpreter

    return f" in {interpreter(place.machine)}" if place.machine else ""


def _print(console: "Console", name: str, reports: "list[Report]", *, several: bool) -> None:
    """Print the verdicts of a claim."""
    from quizapp.ui.verdict_table import claim_lines, heading_lines, interpreter_line

    lines = heading_lines(name, reports[0]) if several and reports else []
    for report in reports:
        lines += [interpreter_line(report, reports[0].expected)] if several else claim_lines(name, report)
    for line in lines:
        console.print(line)


def _proved(context: "Context", store: "Store", found: "LocatedExperiment", place: "RunOptions") -> "Report":
    from quizapp.questions.predict import draw_parameters
    from quizapp.usecases.experiments.record_result import ExperimentResult, record_result
    from quizapp.usecases.experiments.run_experiment import run

    parameters = dict(draw_parameters(found.experiment, Random(context.now_ms)))
    report = run(context, store, found, parameters, place)
    record_result(context, store, ExperimentResult(located=found, report=report))
    return report
