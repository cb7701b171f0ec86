"""`prove EXPERIMENT`: predict, run, compare."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from quizapp.cli.common import console_of, interactive
from quizapp.cli.global_options import Globals
from quizapp.cli.output import print_json, say
from quizapp.cli.prediction_prompt import ask_prediction, read_prediction

if TYPE_CHECKING:
    from quizapp.core.prediction import Expected
    from quizapp.lab.report import Report
    from quizapp.lab.trial import Trial
    from quizapp.store.database import Store
    from quizapp.ui.console import Console
    from quizapp.usecases.context import Context
    from quizapp.usecases.experiments.prediction_score import PredictionScore
    from quizapp.usecases.experiments.record_result import ExperimentResult
    from quizapp.usecases.experiments.run_experiment import LocatedExperiment, RunOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The arguments of the command line."""

    located: "LocatedExperiment"
    parameters: Mapping[str, Any]
    prediction: str  # '' for none
    globals: Globals
    as_json: bool

    @property
    def is_personal(self) -> bool:
        """Return whether a person watches, and can be asked."""
        return interactive() and not self.as_json


def prove_one(context: "Context", store: "Store", request: Request, places: "list[RunOptions]") -> None:
    """Run an experiment in each interpreter, compare it with one prediction, and print the result.

    The card of the experiment is rescheduled only by the first one, the learner's own interpreter.
    """
    from quizapp.ui.consent_prompt import asking
    from quizapp.usecases.experiments.record_result import reschedule_card

    console = console_of(request.globals)
    expected = _expected(console, request)
    results: list[ExperimentResult] = []
    for place in places:
        person = request.is_personal
        how = replace(place, ask=asking(console) if person else None, live=_dots if person else None)
        results.append(_run(context, store, request, expected, how))
        score = results[0].score
        moved = reschedule_card(context, store, results[0].located, score) if score and len(results) == 1 else ""
        if not request.as_json and len(places) == 1:
            _print_report(console, results[0], moved)
        elif not request.as_json:
            _print_line(console, results[-1], results[0].report)
    documents = [document_of(result) for result in results]
    if request.as_json:
        print_json(documents[0] if len(documents) == 1 else documents)


def _expected(console: "Console", request: Request) -> "Expected | None":
    """Return the prediction of the command line, or ask a person for one after showing what will run."""
    experiment = request.located.experiment
    expected = read_prediction(request.prediction, experiment) if request.prediction else None
    if not request.is_personal:
        return expected
    _show(console, request)
    return expected or ask_prediction(experiment)


def _run(
    context: "Context", store: "Store", request: Request, expected: "Expected | None", how: "RunOptions"
) -> "ExperimentResult":
    """Run the experiment once and record the result."""
    from quizapp.usecases.experiments.prediction_score import scored_by
    from quizapp.usecases.experiments.record_result import ExperimentResult, record_result
    from quizapp.usecases.experiments.run_experiment import run

    report = run(context, store, request.located, request.parameters, how)
    if request.is_personal:
        sys.stderr.write("\n")
    score = scored_by(request.located.experiment, expected, report) if expected else None
    result = ExperimentResult(located=request.located, report=report, prediction=expected, score=score)
    record_result(context, store, result)
    return result


def _show(console: "Console", request: Request) -> None:
    """Print what will run and on which machine, before the prediction."""
    from quizapp.lab.machine import facts
    from quizapp.ui.code_view import code
    from quizapp.ui.escape import one_line
    from quizapp.ui.text import prose

    experiment, parameters = request.located.experiment, request.parameters
    for name in dict.fromkeys(variant.example for variant in experiment.variants.values()):
        example = request.located.concept.examples[name]
        console.print(one_line(example.title or name), style="accent")
        console.print(code(example.source, example.language))
        say("")
    say(facts().line() + (f"; {', '.join(f'{k} = {v}' for k, v in parameters.items())}" if parameters else ""))
    say("")
    console.print(prose(experiment.ask.format(**parameters)))


def _dots(_trial: "Trial") -> None:
    sys.stderr.write(".")
    sys.stderr.flush()


def document_of(result: "ExperimentResult") -> dict[str, Any]:
    """Return a report with its prediction as a JSON document."""
    document, score = result.report.as_json(), result.score
    if result.prediction:
        rated = {"error": score.error, "rating": str(score.rating)} if score else {"error": None, "rating": None}
        document["prediction"] = result.prediction.as_json() | rated
    return document


def _print_line(console: "Console", result: "ExperimentResult", first: "Report") -> None:
    """Print the verdict in one of several interpreters, below a heading by the first of them."""
    from quizapp.ui.verdict_table import below_interpreter, heading_lines, interpreter_line

    lines = heading_lines(result.located.name, first) if result.report is first else []
    lines.append(interpreter_line(result.report, first.expected))
    for line in [*lines, *map(below_interpreter, _score_lines(result.score, ""))]:
        console.print(line)


def _print_report(console: "Console", result: "ExperimentResult", moved: str) -> None:
    from quizapp.core.measures import MEASURES
    from quizapp.core.question import Shown
    from quizapp.ui.feedback.base import Judged
    from quizapp.ui.feedback.marks import marks_of
    from quizapp.ui.result import result_lines
    from quizapp.usecases.experiments.prediction_score import outcome_of

    outcome = outcome_of(result.report, result.prediction, result.score)
    options = MEASURES[result.located.experiment.measure].options
    shown = Shown(ask="", entry="pick" if options else "lines", options=options)
    for line in result_lines(Judged(shown, result.prediction, outcome), marks_of(console)):
        console.print(line)
    if result.score:
        say(f"\nRated: {result.score.rating}." + (f" Its card was rescheduled: {moved}" if moved else ""))


def _score_lines(score: "PredictionScore | None", moved: str) -> Iterator[str]:
    if score:
        yield f"Your prediction: {score.rating}"
        yield from score.misconceptions
    if moved:
        yield f"Its card was rescheduled: {moved}"
