"""A plan: an experiment that is ready to run, and how to run it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from quizapp.core.model import Example, Experiment
from quizapp.lab.instruments import Instruments
from quizapp.lab.machine import Machine
from quizapp.lab.measures import Measure, measure_named
from quizapp.lab.sandbox import HERE, RunEnvironment
from quizapp.lab.system_load import Load
from quizapp.lab.trial import Trial
from quizapp.lab.verdict import Bounds, Conditions

INSTRUMENTS = Instruments()

OnTrial = Callable[[Trial], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """How to run an experiment."""

    seed: int  # draws the order of the variants in each block
    seconds: float = 5.0  # limit on the whole run; no block begins that would probably end later
    on_trial: OnTrial | None = None  # receives each sample
    environment: RunEnvironment = HERE
    machine: Machine | None = None  # facts of the environment's interpreter; None for this one
    instruments: Instruments = INSTRUMENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An experiment that is ready to run: its code, its drawn parameters, and its settings."""

    experiment: Experiment
    examples: Mapping[str, Example]
    parameters: Mapping[str, Any]
    machine: Machine
    settings: RunSettings
    bounds: Bounds
    interpreters: Mapping[str, str] = field(default_factory=dict)  # paths, of the variants that name their own

    @property
    def measure(self) -> Measure:
        """The measure by which trials are read."""
        return measure_named(self.experiment.measure)

    @property
    def names(self) -> tuple[str, ...]:
        """The variants that are run: baseline and contender, or the only one."""
        chosen = tuple(filter(None, (self.experiment.baseline, self.experiment.contender)))
        return chosen or tuple(self.experiment.variants)[:1]

    def take(self, name: str) -> float | str:
        """Run one variant once and return its reading. Raises ProgramFailed."""
        example = self.experiment.variants[name].example
        take, environment = self.settings.instruments.take, self.environment(name)
        return take(self.measure, example, self.examples[example], self.parameters, environment)

    def environment(self, name: str) -> RunEnvironment:
        """Return the environment of a variant, with the interpreter that it names."""
        environment = self.settings.environment
        return replace(environment, interpreter=self.interpreters.get(name, environment.interpreter))

    def ceiling(self) -> float | None:
        """Measure how many times as fast all cores are as one; None where it matters to nothing or fails."""
        if self.machine.cores < 2 or self.experiment.deterministic:
            return None
        return self.settings.instruments.ceiling(self.machine.cores, self.settings.environment)

    def conditions(self, load: Load, ceiling: float | None = None) -> Conditions:
        """Return the conditions of a set of trials during which the machine had this load."""
        return Conditions(
            load=load, cores=self.machine.cores, needs_cores=self.experiment.needs_cores, ceiling=ceiling,
            free_cores=self.measure.FREE_CORES, timed=self.measure.TIMED,
            deterministic=self.experiment.deterministic,
        )  # fmt: skip
