"""`prove --all`: every claim of a scope, as a table of verdicts."""

from random import Random
from typing import TYPE_CHECKING

import typer

from quizapp.cli.output import print_json, say, tell
from quizapp.cli.verdict_table import row, table
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from quizapp.lab.report import Report
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context
    from quizapp.usecases.experiments.run_experiment import LocatedExperiment, RunOptions


def prove_all(
    context: "Context", store: "Store", found: "list[LocatedExperiment]", places: "list[RunOptions]", as_json: bool
) -> None:
    """Run every claim in every interpreter; print the table, or JSON. Exits 1 if one is refuted or fails."""
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


def _proved(context: "Context", store: "Store", found: "LocatedExperiment", place: "RunOptions") -> "Report":
    from quizapp.questions.predict import draw_parameters
    from quizapp.usecases.experiments.record_result import ExperimentResult, record_result
    from quizapp.usecases.experiments.run_experiment import run

    parameters = dict(draw_parameters(found.experiment, Random(context.now_ms)))
    report = run(context, store, found, parameters, place)
    record_result(context, store, ExperimentResult(located=found, report=report))
    return report
