"""quizapp prove"""

import sys
from random import Random
from typing import TYPE_CHECKING, Any

import typer

from quizapp.cli.common import console_of, find_scope, interactive, nearest, opened, print_json, say, tell
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from quizapp.proving import Found

app = typer.Typer(rich_markup_mode=None)


@app.command()
def prove(
    ctx: typer.Context,
    experiment: str = typer.Argument("", help="An experiment, such as cpu-bound-speedup; with --all, a scope."),
    prediction: str = typer.Option("", "--predict", help="Your prediction, such as 1.8, or an interval 1.5..2."),
    everything: bool = typer.Option(False, "--all", help="Every claim of the scope; exits 1 if one is refuted."),
    workers: int = typer.Option(None, "--workers", min=1, help="The parameter `workers`, instead of a drawn one."),
    seconds: float = typer.Option(5.0, "--seconds", min=0.5, max=60.0, help="Time for one experiment."),
    yes: bool = typer.Option(False, "--yes", help="Agree to run code that does not ship with quizapp."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Predict a figure, run the experiment on this machine, and compare. Without a name, list what can be proved."""
    from quizapp.proving import experiments

    with opened(ctx.obj) as (context, store):
        if everything:
            scope = find_scope(store, experiment or None)
            _prove_all(ctx, context, store, experiments(store, scope.deck, scope.concept), seconds, yes, as_json)
            return
        found = experiments(store)
        if not experiment:
            _list(found, as_json)
            return
        matches = [each for each in found if experiment in (each.experiment.id, each.name)]
        if not matches:
            names = [each.experiment.id for each in found]
            raise QuizError(f"There is no experiment `{experiment}`.", nearest(experiment, names), ExitCode.USAGE)
        _prove_one(ctx, context, store, matches[0], prediction, workers, seconds, yes, as_json)


def _list(found: "list[Found]", as_json: bool) -> None:
    if as_json:
        print_json([{"experiment": each.name, "claim": each.experiment.claim} for each in found])
        return
    for each in found:
        say(f"{each.experiment.id:24} {each.concept.title}: {each.experiment.claim}")
    say("\nProve one with: quizapp prove EXPERIMENT")


def _parameters(found: "Found", workers: int | None, seed: int) -> dict[str, Any]:
    from quizapp.questions.predict import draw_parameters

    drawn = dict(draw_parameters(found.experiment, Random(seed)))
    if workers is not None:
        if "workers" not in drawn:
            raise QuizError(f"{found.name} has no parameter `workers`.", "Leave --workers out.", ExitCode.USAGE)
        drawn["workers"] = workers
    return drawn


def _prove_one(
    ctx: typer.Context, context: Any, store: Any, found: "Found", prediction: str, workers: int | None,
    seconds: float, yes: bool, as_json: bool,
) -> None:  # fmt: skip
    from quizapp.consenting import asking
    from quizapp.proving import note_prediction, run
    from quizapp.questions.predict import parse

    console = console_of(ctx.obj)
    parameters = _parameters(found, workers, context.now_ms)
    guess = _parsed(prediction, parse)
    person = interactive() and not as_json
    if guess is None and person:
        say(f"{found.experiment.claim}\n")
        say(found.experiment.ask.format(**parameters))
        guess = _parsed(_ask_prediction(), parse)
    ask = asking(console) if person else None
    live = _dots if person else None
    report = run(context, store, found, parameters, seconds=seconds, live=live, ask=ask, yes=yes)
    if live:
        sys.stderr.write("\n")
    scored = note_prediction(context, store, found, guess, report) if guess is not None else None
    document = _document(report, guess, scored)
    if as_json:
        print_json(document)
    else:
        _print_report(console, found, document, report.reason)


def _dots(_trial: Any) -> None:
    sys.stderr.write(".")
    sys.stderr.flush()


def _ask_prediction() -> str:
    sys.stdout.write("Your prediction (a number, or LOW..HIGH): ")
    sys.stdout.flush()
    return sys.stdin.readline().strip()


def _parsed(text: str, parse: Any) -> Any:
    if not text:
        return None
    try:
        return parse(text)
    except ValueError as error:
        raise QuizError(f"`{text}` is no prediction: {error}", "Write 1.8 or 1.5..2.", ExitCode.USAGE) from None


def _document(report: Any, guess: Any, scored: Any) -> dict[str, Any]:
    document: dict[str, Any] = report.as_json()
    if guess is None:
        document["prediction"] = None
        return document
    value = {"low": guess[0], "high": guess[1]} if isinstance(guess, tuple) else {"value": guess}
    error, rating = scored if scored else (None, None)
    document["prediction"] = value | {"error": error, "rating": str(rating) if rating else None}
    return document


def _print_report(console: Any, found: "Found", document: dict[str, Any], reason: str) -> None:
    from quizapp.ui.bars import bars
    from quizapp.ui.text import prose

    measured, guess = document["measured"], document["prediction"]
    say(f"Claim: {document['claim']}")
    shown = guess.get("value", ((guess.get("low") or 0) + (guess.get("high") or 0)) / 2) if guess else None
    if (measured and document["verdict"] != "inconclusive") or measured:
        console.print(bars(shown, measured["value"], measured["low"], measured["high"], measured["unit"]))
    say(f"Expected: {document['expected']}")
    say(f"Verdict on this machine: {document['verdict']}" + (f" ({reason})" if reason else ""))
    if guess and guess["rating"]:
        say(f"Your prediction: {guess['rating']}")
    if found.experiment.explain:
        console.print(prose(found.experiment.explain))


def _prove_all(
    ctx: typer.Context, context: Any, store: Any, found: "list[Found]", seconds: float, yes: bool, as_json: bool
) -> None:
    from quizapp.proving import run

    documents = []
    for each in found:
        tell(f"{each.name} ...")
        report = run(context, store, each, _parameters(each, None, context.now_ms), seconds=seconds, yes=yes)
        documents.append(_document(report, None, None))
        if not as_json:
            measured = documents[-1]["measured"]
            figure = f"{measured['value']:.2f} ({measured['low']:.2f} to {measured['high']:.2f})"
            say(f"{documents[-1]['verdict']:12} {each.name:44} {figure}  expected {documents[-1]['expected']}")
    if as_json:
        print_json(documents)
    if any(document["verdict"] == "refuted" for document in documents):
        raise typer.Exit(ExitCode.FAULTS)
