"""Runs an experiment: interleaved blocks of trials in fresh processes, judged after set numbers of blocks."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random
from statistics import median
from typing import Any

from quizapp.core.expressions import evaluate
from quizapp.core.measures import MEASURES
from quizapp.core.model import Example, Experiment
from quizapp.lab.confinement import in_force
from quizapp.lab.instruments import Instruments
from quizapp.lab.machine import Machine, facts
from quizapp.lab.measures import Measure, measure_named
from quizapp.lab.report import Report, expected_text
from quizapp.lab.sandbox import HERE, RunEnvironment
from quizapp.lab.system_load import FOREIGN_BEFORE, Load
from quizapp.lab.trial import Trial
from quizapp.lab.verdict import Bounds, Conditions, Verdict, bounds_of, decide, estimate, judge

# Numbers of blocks after which the interval is judged. Judging after every block would give more false verdicts.
LOOKS = (5, 10, 16, 28)
LOOKS_AT_CORES = (10, 16, 28)  # measurements that depend on cores vary more
TEXT_RUNS = 3
INSTRUMENTS = Instruments()

OnTrial = Callable[[Trial], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """How to run an experiment."""

    seed: int  # draws the order of the variants in each block
    seconds: float = 5.0  # limit on measuring; at least LOOKS[0] blocks are run
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
        example, settings = self.experiment.variants[name].example, self.settings
        return settings.instruments.take(
            self.measure, example, self.examples[example], self.parameters, settings.environment
        )

    def ceiling(self) -> float | None:
        """Measure how many times as fast all cores are as one; None if that fails."""
        return self.settings.instruments.ceiling(self.machine.cores, self.settings.environment)


def run_experiment(
    experiment: Experiment, examples: Mapping[str, Example], parameters: Mapping[str, Any], settings: RunSettings
) -> Report:
    """Return what an experiment measured, and its verdict. Raises ProgramFailed (exit code 5) if a variant fails."""
    here, environment = settings.machine or facts(), settings.environment
    known = {**{name: float(value) for name, value in parameters.items()}, **here.facts()}
    plan = Plan(
        experiment=experiment, examples=examples, parameters=parameters, machine=here, settings=settings,
        bounds=bounds_of(experiment.expect, known),
    )  # fmt: skip
    blank = Report(
        experiment=experiment, parameters=parameters, machine=here, value="", low=None, high=None, figures=(),
        seconds=0.0, readings={}, verdict="inconclusive", expected=expected_text(experiment, plan.bounds),
        sandbox=in_force(trusted=environment.trusted, unsafe=environment.unsafe),
    )  # fmt: skip
    if experiment.only_if and not evaluate(experiment.only_if, known):
        return replace(blank, reason=f"it cannot be shown here: it needs {experiment.only_if}")
    return _text(plan, blank) if MEASURES[experiment.measure].text else _figures(plan, blank, Random(settings.seed))


def _text(plan: Plan, blank: Report) -> Report:
    """Run a program a few times; it must print the same text each time."""
    clock = plan.settings.instruments.clock
    began = clock()
    texts = [str(plan.take(plan.names[-1])) for _ in range(TEXT_RUNS)]
    usual, count = Counter(texts).most_common(1)[0]
    wanted = plan.experiment.expect.equals.strip()
    if count < TEXT_RUNS:
        return replace(blank, value=usual, seconds=clock() - began, reason="the result differed between runs")
    verdict: Verdict = "confirmed" if not wanted or usual.strip() == wanted else "refuted"
    readings = {plan.names[-1]: (1.0,) * TEXT_RUNS}
    return replace(blank, value=usual, seconds=clock() - began, verdict=verdict, readings=readings)


def _figures(plan: Plan, blank: Report, random: Random) -> Report:
    experiment, instruments = plan.experiment, plan.settings.instruments
    began = instruments.clock()
    plan = calibrated(plan)
    blank = replace(blank, parameters=plan.parameters)
    busy = instruments.look().foreign if experiment.needs_cores else None
    if busy is not None and busy > FOREIGN_BEFORE and plan.machine.cores >= 2:
        return replace(blank, load=Load(foreign=busy), reason=f"another program uses {busy:.1f} of a core")
    ceiling = plan.ceiling() if experiment.needs_cores and plan.machine.cores >= 2 else None
    load = instruments.watch()
    readings, figures = _blocks(plan, random, began)
    seen = load()
    if ceiling is not None:  # measured again: no counter shows the load of other guests on a shared machine
        ceiling = min(ceiling, plan.ceiling() or ceiling)
    conditions = Conditions(
        load=seen, cores=plan.machine.cores, needs_cores=experiment.needs_cores, ceiling=ceiling
    )  # fmt: skip
    found = decide(figures, plan.bounds, conditions)
    return replace(
        blank, value=found.value, low=found.low, high=found.high, figures=tuple(figures), verdict=found.verdict,
        reason=found.reason, readings={name: tuple(values) for name, values in readings.items()},
        seconds=instruments.clock() - began, ceiling=ceiling, load=seen,
    )  # fmt: skip


def _blocks(plan: Plan, random: Random, began: float) -> tuple[dict[str, list[float]], list[float]]:
    """Run blocks until the verdict is clear or the time is over; a block is every variant once, in random order."""
    readings: dict[str, list[float]] = {name: [] for name in plan.names}
    figures: list[float] = []
    looks = LOOKS_AT_CORES if plan.experiment.needs_cores else LOOKS
    clock = plan.settings.instruments.clock
    load, first = plan.settings.instruments.watch(), clock()
    for block in range(1, looks[-1] + 1):
        for name in random.sample(plan.names, len(plan.names)):
            reading = plan.take(name)
            assert isinstance(reading, float)
            readings[name].append(reading)
            _tell(plan, name, reading, sum(map(len, readings.values())), load)
        figures.append(_figure(plan, readings))
        if block in looks and judge(*estimate(figures)[1:], plan.bounds) != "inconclusive":
            break
        spent = clock() - began
        # The next block takes about as long as the mean of those before it.
        if spent + (clock() - first) / block > plan.settings.seconds and block >= min(LOOKS):
            break
    return readings, figures


def _tell(plan: Plan, name: str, reading: float, done: int, load: Callable[[], Load]) -> None:
    settings = plan.settings
    if settings.on_trial is not None:
        unit = MEASURES[plan.experiment.measure].unit
        shown, unit = (reading * 1000, "ms") if unit == "times" else (reading, unit)
        foreign = load().foreign or 0.0
        settings.on_trial(
            Trial(variant=name, reading=shown, unit=unit, done=done, limit=settings.seconds, foreign=foreign)
        )


def _figure(plan: Plan, readings: Mapping[str, list[float]]) -> float:
    latest = [readings[name][-1] for name in plan.names]
    return plan.measure.compared(*latest) if len(latest) == 2 else latest[0]


def calibrated(plan: Plan) -> Plan:
    """Return the plan with the global `work` set so that the baseline takes the experiment's target time."""
    experiment = plan.experiment
    if not experiment.work:
        return plan
    amount, seconds = 20_000, _worked(plan, 20_000)
    for _ in range(6):
        if seconds >= 0.04:
            break
        amount = int(amount * min(50.0, 0.06 / max(seconds, 1e-5)))
        seconds = _worked(plan, amount)
    seconds = median((seconds, _worked(plan, amount), _worked(plan, amount)))
    amount = max(1, int(amount * experiment.work_seconds / seconds))
    return replace(plan, parameters=dict(plan.parameters) | {experiment.work: amount})


def _worked(plan: Plan, amount: int) -> float:
    """Return how many seconds the baseline takes for an amount of work."""
    example = plan.experiment.variants[plan.names[0]].example
    parameters = dict(plan.parameters) | {plan.experiment.work: amount}
    take, environment = plan.settings.instruments.take, plan.settings.environment
    return float(take(measure_named("ratio"), example, plan.examples[example], parameters, environment))
