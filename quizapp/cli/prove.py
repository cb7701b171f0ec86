"""quizapp prove"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import typer

from quizapp.cli.common import console_of, interactive, opened
from quizapp.cli.names import PROOF, complete_proof, find_named
from quizapp.cli.output import print_json, say
from quizapp.core.name_lookup import Named
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.ui.console import Console
    from quizapp.usecases.experiments.run_experiment import LocatedExperiment, RunOptions

app = typer.Typer(rich_markup_mode=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreters:
    """The interpreters to run in: named ones, or all of this machine; by default the one that runs quizapp."""

    named: Sequence[Path] = ()
    all: bool = False

    def options(self, how: "RunOptions") -> "list[RunOptions]":
        """Return the options of a run in each interpreter."""
        from quizapp.lab.interpreters import found_interpreters, probe

        chosen = found_interpreters(dict(os.environ)) if self.all else [probe(path.resolve()) for path in self.named]
        return [replace(how, interpreter=each.path, machine=each.machine) for each in chosen] or [how]


@app.command()
def prove(
    ctx: typer.Context,
    experiment: str = typer.Argument(
        "", autocompletion=complete_proof, help="An experiment, such as cpu-bound-speedup, or a scope to choose from."
    ),
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
    from quizapp.usecases.experiments.run_experiment import RunOptions

    given = _settings([*settings, *([f"workers={workers}"] if workers is not None else [])])
    how, interpreters = RunOptions(seconds=seconds, yes=yes), Interpreters(named=python, all=pythons)
    with opened(ctx.obj) as (context, store):
        chosen, found = _found(store, experiment)
        if everything:
            from quizapp.cli.prove_all import Output, prove_all

            prove_all(context, store, found, interpreters.options(how), Output(console_of(ctx.obj), as_json))
            return
        if chosen is None and interactive() and not as_json and not prediction:
            from quizapp.cli.proof_picker import pick_proof

            chosen = pick_proof(console_of(ctx.obj), store, found)
            if chosen is None:
                return
        if chosen is None:
            _list(found, console_of(ctx.obj), as_json)
            return
        parameters = _parameters(chosen, given, context.now_ms)
        from quizapp.cli.prove_one import Request, prove_one

        request = Request(
            located=chosen, parameters=parameters, prediction=prediction, globals=ctx.obj, as_json=as_json
        )  # fmt: skip
        if sweep:
            from quizapp.cli.sweep import sweep_over

            sweep_over(context, store, request, sweep, how)
        else:
            prove_one(context, store, request, interpreters.options(how))


def _found(store: "Store", name: str) -> "tuple[LocatedExperiment | None, list[LocatedExperiment]]":
    """Return the experiment that a name means, if it means one, and all experiments of its scope."""
    from quizapp.usecases.experiments.run_experiment import experiments

    named = find_named(store, name, PROOF) if name else Named()
    found = [
        each
        for each in experiments(store, named.deck, named.concept)
        if named.experiment in ("", each.experiment.id) and named.tag in ("", *each.concept.tags)
    ]
    return (found[0] if named.experiment else None), found


def _list(found: "list[LocatedExperiment]", console: "Console", as_json: bool) -> None:
    """Print the experiments of each concept with what they ask; the claims would give the answers away."""
    if as_json:
        print_json([{"experiment": each.name, "claim": each.experiment.claim} for each in found])
        return
    from quizapp.ui.experiment_view import listed_lines

    for line in listed_lines([(each.concept.title, each.experiment) for each in found]):
        console.print(line)
    say("\nProve one with: quizapp prove EXPERIMENT")


def _settings(given: list[str]) -> dict[str, float]:
    """Return parameters from `name=value` words. Raises QuizError (exit code 2) for anything else."""
    values: dict[str, float] = {}
    for word in given:
        name, _, text = word.partition("=")
        try:
            value = float(text)
        except ValueError:
            raise QuizError(f"--set: cannot parse `{word}`.", "Write --set workers=8.", ExitCode.USAGE) from None
        if not 0 < value < 1e9:
            raise QuizError(
                f"--set: `{text}` is out of bounds.", "Give a number above 0 and below 1e9.", ExitCode.USAGE
            )
        values[name] = int(value) if value == int(value) else value
    return values


def _parameters(located: "LocatedExperiment", given: dict[str, float], seed: int) -> dict[str, Any]:
    """Return the parameters of a run: those given, and the others drawn. Raises QuizError for an unknown one."""
    from quizapp.questions.predict import draw_parameters

    drawn = dict(draw_parameters(located.experiment, Random(seed)))
    for name, value in given.items():
        if name not in drawn:
            known = f"It has: {', '.join(drawn)}." if drawn else "It has none."
            raise QuizError(f"{located.name} has no parameter `{name}`.", known, ExitCode.USAGE)
        drawn[name] = value
    return drawn
