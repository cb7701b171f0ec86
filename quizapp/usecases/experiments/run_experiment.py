"""Runs one experiment, once its code may run."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.core.model import Concept, Experiment
from quizapp.core.session_values import Ask
from quizapp.lab.machine import Machine
from quizapp.lab.report import Report
from quizapp.lab.runner import run_experiment
from quizapp.lab.trial import RunEnvironment, Trial
from quizapp.store.database import Store
from quizapp.store.decks.deck_records import installed_concepts
from quizapp.usecases.context import Context
from quizapp.usecases.experiments.code_consent import experiment_sources, require

Live = Callable[[Trial], None]
"""Takes each trial as it comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedExperiment:
    """An experiment with its deck and concept."""

    deck: str
    concept: Concept
    experiment: Experiment

    @property
    def name(self) -> str:
        """deck/concept/experiment."""
        return f"{self.deck}/{self.concept.concept}/{self.experiment.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How to run an experiment: for how many seconds, who watches, who is asked for consent, in which interpreter."""

    seconds: float = 5.0
    live: Live | None = None
    ask: Ask | None = None
    yes: bool = False
    interpreter: str = sys.executable
    machine: Machine | None = None  # the facts of that interpreter; None: of this one


def experiments(store: Store, deck: str = "", concept: str = "") -> list[LocatedExperiment]:
    """Return the experiments of a scope, in the deck's order."""
    found = []
    for row in installed_concepts(store, deck):
        if concept in ("", row.concept):
            whole = row.content
            found += [LocatedExperiment(deck=row.deck, concept=whole, experiment=each) for each in whole.experiments]
    return found


def run(
    context: Context, store: Store, located: LocatedExperiment, parameters: Mapping[str, Any], options: RunOptions
) -> Report:
    """Run one experiment, once its code may run. Raises ConsentRefused or ProgramFailed (both exit code 5)."""
    sources = experiment_sources(located.concept, located.experiment)
    trusted = require(context, store, located.name, sources, options.ask, yes=options.yes)
    return run_experiment(
        located.experiment, located.concept.examples, parameters,
        seed=context.now_ms & 0xFFFFFFFF, seconds=options.seconds, on_trial=options.live,
        place=RunEnvironment(interpreter=options.interpreter, trusted=trusted, unsafe=context.settings.unconfined),
        on=options.machine,
    )  # fmt: skip
