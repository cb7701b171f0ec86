"""Finds experiments, and runs one after consent to its code."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from quizapp.core.model import Concept, Experiment
from quizapp.core.session_values import Ask
from quizapp.lab.instruments import Instruments
from quizapp.lab.machine import Machine
from quizapp.lab.plan import INSTRUMENTS, RunSettings
from quizapp.lab.report import Report
from quizapp.lab.runner import run_experiment
from quizapp.lab.trial import Trial
from quizapp.store.database import Store
from quizapp.store.decks.deck_records import installed_concepts
from quizapp.usecases.context import Context
from quizapp.usecases.experiments.code_consent import Code, experiment_code, permitted, trust_command

Live = Callable[[Trial], None]
"""Receives each trial when it is finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedExperiment:
    """An experiment with its deck and concept."""

    deck: str
    concept: Concept
    experiment: Experiment

    @property
    def name(self) -> str:
        """Return deck/concept/experiment."""
        return f"{self.deck}/{self.concept.concept}/{self.experiment.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How to run an experiment: time limit, observer of trials, prompt for consent, and interpreter."""

    seconds: float = 5.0
    live: Live | None = None
    ask: Ask | None = None
    yes: bool = False
    agree_with: str = ""  # the command that agrees to the code; '' for `quizapp deck trust DECK`
    interpreter: str = sys.executable
    machine: Machine | None = None  # the facts of that interpreter; None for this one
    instruments: Instruments = INSTRUMENTS  # the functions that read the machine


def experiments(store: Store, deck: str = "", concept: str = "") -> list[LocatedExperiment]:
    """Return the experiments of a deck or a concept, or all, in the order of the deck."""
    found = []
    for row in installed_concepts(store, deck):
        if concept in ("", row.concept):
            whole = row.content
            found += [LocatedExperiment(deck=row.deck, concept=whole, experiment=each) for each in whole.experiments]
    return found


def run(
    context: Context, store: Store, located: LocatedExperiment, parameters: Mapping[str, Any], options: RunOptions
) -> Report:
    """Run one experiment after consent to its code. Raises ConsentRefused or ProgramFailed (both exit code 5)."""
    code = Code(
        title=located.name,
        runs=experiment_code(located.concept, located.experiment),
        agree_with=options.agree_with or trust_command(located.deck),
    )
    environment = permitted(context, store, code, options.ask, yes=options.yes)
    environment = replace(environment, interpreter=options.interpreter)
    settings = RunSettings(
        seed=context.now_ms & 0xFFFFFFFF, seconds=options.seconds, on_trial=options.live, environment=environment,
        machine=options.machine, instruments=options.instruments,
    )  # fmt: skip
    return run_experiment(located.experiment, located.concept.examples, parameters, settings)
