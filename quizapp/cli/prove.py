"""quizapp prove"""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import typer

from quizapp.cli.common import console_of, find_scope, interactive, nearest, opened
from quizapp.cli.output import print_json, say
from quizapp.cli.prediction_prompt import PROMPT, ask_prediction, read_prediction
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from quizapp.core.prediction import Expected
    from quizapp.lab.report import Report
    from quizapp.usecases.experiments.run_experiment import LocatedExperiment, RunOptions

app = typer.Typer(rich_markup_mode=None)


@app.command()
def prove(
    ctx: typer.Context,
    experiment: str = typer.Argument("", help="An experiment, such as cpu-bound-speedup; with --all, a scope."),
    prediction: str = typer.Option(
        "", "--predict", help="1.8, an interval 1.5..2, or a range and a confidence 2..4@80%."
    ),
    everything: bool = typer.Option(False, "--all", help="Every claim of the scope; exits 1 if one is refuted."),
    python: list[Path] = typer.Option([], "--python", help="Another interpreter, beside the others named."),
    pythons: bool = typer.Option(False, "--pythons", help="All interpreters of this machine, side by side."),
    settings: list[str] = typer.Option([], "--set", help="A parameter, such as workers=8, instead of a drawn one."),
    sweep: str = typer.Option("", "--sweep", help="Values of a parameter, such as workers=1..8: draws the curve."),
    workers: int = typer.Option(None, "--workers", min=1, help="The same as --set workers=N."),
    seconds: float = typer.Option(5.0, "--seconds", min=0.5, max=60.0, help="Time for one experiment."),
    yes: bool = typer.Option(False, "--yes", help="Agree to run code that does not ship with quizapp."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Predict a figure, run the experiment on this machine, and compare. Without a name, list what can be proved."""
    from quizapp.usecases.experiments.run_experiment import RunOptions, experiments

    given = _settings([*settings, *([f"workers={workers}"] if workers is not None else [])])
    how = RunOptions(seconds=seconds, yes=yes)
    with opened(ctx.obj) as (context, store):
        if everything:
            from quizapp.cli.prove_all import prove_all

            scope = find_scope(store, experiment or None)
            prove_all(
                context, store, experiments(store, scope.deck, scope.concept), _places(python, pythons, how), as_json
            )
            return
        found = experiments(store)
        if not experiment:
            _list(found, as_json)
            return
        chosen = _chosen(found, experiment)
        if sweep:
            from quizapp.cli.sweep import sweep_over

            sweep_over(
                ctx, context, store, chosen, _parameters(chosen, given, context.now_ms), sweep, prediction, how, as_json
            )
        else:
            parameters = _parameters(chosen, given, context.now_ms)
            _prove_one(ctx, context, store, chosen, parameters, prediction, _places(python, pythons, how), as_json)


def _chosen(found: "list[LocatedExperiment]", name: str) -> "LocatedExperiment":
    matches = [each for each in found if name in (each.experiment.id, each.name)]
    if not matches:
        names = [each.experiment.id for each in found]
        raise QuizError(f"There is no experiment `{name}`.", nearest(name, names), ExitCode.USAGE)
    if len(matches) > 1:
        listed = ", ".join(each.name for each in matches)
        raise QuizError(f"`{name}` stands in several concepts.", f"Name one of: {listed}.", ExitCode.USAGE)
    return matches[0]


def _list(found: "list[LocatedExperiment]", as_json: bool) -> None:
    if as_json:
        print_json([{"experiment": each.name, "claim": each.experiment.claim} for each in found])
        return
    for each in found:
        say(f"{each.experiment.id:24} {each.concept.title}: {each.experiment.claim}")
    say("\nProve one with: quizapp prove EXPERIMENT")


def _settings(given: list[str]) -> dict[str, float]:
    """Return parameters from `name=value` words."""
    values: dict[str, float] = {}
    for word in given:
        name, _, text = word.partition("=")
        try:
            value = float(text)
        except ValueError:
            raise QuizError(f"--set: `{word}` is no parameter.", "Write --set workers=8.", ExitCode.USAGE) from None
        if not 0 < value < 1e9:
            raise QuizError(
                f"--set: `{text}` is out of bounds.", "A number over 0, under a thousand million.", ExitCode.USAGE
            )
        values[name] = int(value) if value == int(value) else value
    return values


def _parameters(found: "LocatedExperiment", given: dict[str, float], seed: int) -> dict[str, Any]:
    from quizapp.questions.predict import draw_parameters

    drawn = dict(draw_parameters(found.experiment, Random(seed)))
    for name, value in given.items():
        if name not in drawn:
            known = f"It has: {', '.join(drawn)}." if drawn else "It has none."
            raise QuizError(f"{found.name} has no parameter `{name}`.", known, ExitCode.USAGE)
        drawn[name] = value
    return drawn


def _places(python: list[Path], pythons: bool, how: "RunOptions") -> "list[RunOptions]":
    """Return how to run in each interpreter that was asked for, in this one where none was."""
    from quizapp.lab.interpreters import found_interpreters, probe

    chosen = found_interpreters(dict(os.environ)) if pythons else [probe(path.resolve()) for path in python]
    return [replace(how, interpreter=each.path, machine=each.machine) for each in chosen] or [how]


def _prove_one(
    ctx: typer.Context, context: Any, store: Any, found: "LocatedExperiment", parameters: dict[str, Any],
    prediction: str, places: "list[RunOptions]", as_json: bool,
) -> None:  # fmt: skip
    from quizapp.core.measures import MEASURES
    from quizapp.ui.consent_prompt import asking
    from quizapp.usecases.experiments.run_experiment import record_result, reschedule_card, run, scored_by

    console = console_of(ctx.obj)
    person = interactive() and not as_json
    free = MEASURES[found.experiment.measure].text
    expected = read_prediction(prediction, free=free) if prediction else None
    if person:
        _show(console, found, parameters)
        expected = expected or ask_prediction(PROMPT, free=free)
    documents = []
    for number, place in enumerate(places):
        how = replace(place, ask=asking(console) if person else None, live=_dots if person else None)
        report = run(context, store, found, parameters, how)
        if person:
            sys.stderr.write("\n")
        scored = scored_by(found.experiment, expected, report) if expected else None
        record_result(context, store, found, report, expected, scored)
        moved = reschedule_card(context, store, found, scored) if scored and number == 0 else ""
        documents.append(document_of(report, expected, scored))
        if as_json:
            continue
        if len(places) > 1:
            _print_row(found, report, scored)
        else:
            _print_report(console, found, report, expected, scored, moved)
    if as_json:
        print_json(documents[0] if len(documents) == 1 else documents)


def _print_row(found: "LocatedExperiment", report: "Report", scored: Any) -> None:
    """Print one interpreter's verdict, beside those of the others."""
    from quizapp.cli.verdict_table import row, table

    for line in table([row(found, report, several=True)]):
        say(line)
    for line in _said(scored, ""):
        say(f"{'':12} {line}")


def _show(console: Any, found: "LocatedExperiment", parameters: dict[str, Any]) -> None:
    """Say what is about to run, and on what, before the prediction."""
    from quizapp.lab.machine import facts
    from quizapp.ui.text import code

    experiment = found.experiment
    for name in dict.fromkeys(variant.example for variant in experiment.variants.values()):
        example = found.concept.examples[name]
        console.print(example.title or name, style="accent")
        console.print(code(example.source, example.language))
        say("")
    say(facts().line() + (f"; {', '.join(f'{k} = {v}' for k, v in parameters.items())}" if parameters else ""))
    say(f"\nClaim: {experiment.claim}")
    say(experiment.ask.format(**parameters))


def _dots(_trial: Any) -> None:
    sys.stderr.write(".")
    sys.stderr.flush()


def document_of(report: "Report", prediction: "Expected | None", scored: Any) -> dict[str, Any]:
    """Return a report with its prediction, as the JSON contract has it."""
    document = report.as_json()
    if prediction:
        rated = {"error": scored.error, "rating": str(scored.rating)} if scored else {"error": None, "rating": None}
        document["prediction"] = prediction.as_json() | rated
    return document


def _print_report(
    console: Any, found: "LocatedExperiment", report: "Report", prediction: "Expected | None", scored: Any, moved: str
) -> None:
    from quizapp.ui.result import measured_lines
    from quizapp.ui.text import prose

    if isinstance(report.value, str) and report.value:
        console.print(f"It came out as: {report.value}")
    for line in measured_lines(prediction, report):
        console.print(line)
    for line in _said(scored, moved):
        say(line)
    if found.experiment.explain:
        say("")
        console.print(prose(found.experiment.explain))


def _said(scored: Any, moved: str) -> Iterator[str]:
    if scored:
        yield f"Your prediction: {scored.rating}"
        yield from scored.misconceptions
    if moved:
        yield f"Its card was scheduled by that: {moved}"
