"""Runs an experiment: interleaved blocks of trials in fresh processes, judged after set numbers of blocks."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from quizapp.lab.verdict import (
    Bounds,
    Conditions,
    Decision,
    Verdict,
    agreed,
    bounds_of,
    decide,
    doubt,
    estimate,
    judge,
)

# Numbers of blocks after which the interval is judged. Judging after every block would give more false verdicts.
LOOKS = (5, 10, 16, 28)
LOOKS_AT_CORES = (10, 16, 28)  # measurements that depend on cores vary more
TEXT_RUNS = 3
FIRST_AMOUNT = 20_000  # of work, in the calibration
CALIBRATED_SECONDS = 0.04  # that the work of the calibration takes at least
LEAST_CONSTANT = 0.002  # seconds; a constant part below this does not change the calibration
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
    try:
        plan = replace(plan, interpreters=_interpreters(plan))
    except LookupError as missing:
        return replace(blank, reason=f"it cannot be shown here: it needs Python {missing.args[0]}")
    return _text(plan, blank) if MEASURES[experiment.measure].text else _figures(plan, blank, Random(settings.seed))


def _interpreters(plan: Plan) -> dict[str, str]:
    """Return the paths of the interpreters that variants name. Raises LookupError with a version that is missing."""
    paths = {}
    for name in plan.names:
        if version := plan.experiment.variants[name].interpreter:
            found = plan.settings.instruments.interpreter_of(version)
            if found is None:
                raise LookupError(version)
            paths[name] = found.path
    return paths


def _text(plan: Plan, blank: Report) -> Report:
    """Run a program a few times; it must print the same text each time, and again before it refutes the claim."""
    clock = plan.settings.instruments.clock
    began = clock()
    texts, seen = _texts(plan)
    usual, count = Counter(texts).most_common(1)[0]
    found = replace(blank, value=usual, load=seen, readings={plan.names[-1]: (1.0,) * len(texts)})
    if count < TEXT_RUNS:
        return replace(found, readings={}, seconds=clock() - began, reason="the result differed between runs")
    wanted = plan.experiment.expect.equals.strip()
    verdict: Verdict = "confirmed" if not wanted or usual.strip() == wanted else "refuted"
    reason = doubt(plan.conditions(seen), verdict)
    if verdict == "refuted" and not reason:
        again, seen = _texts(plan)
        reason = doubt(plan.conditions(seen, plan.ceiling()), verdict)
        if set(again) != {usual}:
            reason = reason or "the result differed between runs"
    verdict = "inconclusive" if reason else verdict
    return replace(found, seconds=clock() - began, verdict=verdict, reason=reason)


def _texts(plan: Plan) -> tuple[list[str], Load]:
    """Run the program TEXT_RUNS times; return what it printed, and the load during these trials."""
    load = plan.settings.instruments.watch()
    texts = [str(plan.take(plan.names[-1])) for _ in range(TEXT_RUNS)]
    return texts, load()


def _figures(plan: Plan, blank: Report, random: Random) -> Report:
    experiment, instruments = plan.experiment, plan.settings.instruments
    began = instruments.clock()
    plan = calibrated(plan)
    blank = replace(blank, parameters=plan.parameters)
    busy = instruments.look().foreign if experiment.needs_cores else None
    if busy is not None and busy > FOREIGN_BEFORE and plan.machine.cores >= 2:
        return replace(blank, load=Load(foreign=busy), reason=f"another program uses {busy:.1f} of a core")
    ceiling = plan.ceiling() if experiment.needs_cores else None
    trials = _trials(plan, random, LOOKS_AT_CORES if experiment.needs_cores else LOOKS, began)
    if ceiling is not None:  # measured again: no counter shows the load of other guests on a shared machine
        ceiling = min(ceiling, plan.ceiling() or ceiling)
    found = decide(trials.figures, plan.bounds, plan.conditions(trials.load, ceiling))
    if found.verdict == "refuted":
        found = _repeated(plan, random, found, len(trials.figures))
    return replace(
        blank, value=found.value, low=found.low, high=found.high, figures=tuple(trials.figures),
        verdict=found.verdict, reason=found.reason, seconds=instruments.clock() - began, ceiling=ceiling,
        readings={name: tuple(values) for name, values in trials.readings.items()}, load=trials.load,
    )  # fmt: skip


def _repeated(plan: Plan, random: Random, first: Decision, blocks: int) -> Decision:
    """Return a refutation if as many fresh blocks agree with it, else no verdict."""
    trials = _trials(plan, random, (blocks,), plan.settings.instruments.clock())
    second = decide(trials.figures, plan.bounds, plan.conditions(trials.load, plan.ceiling()))
    return agreed(first, second, plan.bounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """A set of trials: the readings of each variant, the figure of each block, and the load while it ran."""

    readings: Mapping[str, list[float]]
    figures: list[float]
    load: Load


def _trials(plan: Plan, random: Random, looks: Sequence[int], began: float) -> Trials:
    """Run blocks until the verdict is clear or the time is over; a block is every variant once, in random order.

    `looks` are the numbers of blocks after which the interval is judged; the time counts from `began`.
    """
    readings: dict[str, list[float]] = {name: [] for name in plan.names}
    figures: list[float] = []
    clock, load = plan.settings.instruments.clock, plan.settings.instruments.watch()
    first = clock()
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
    return Trials(readings=readings, figures=figures, load=load())


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
    """Return the plan with the global `work` set so that the work of the baseline takes the experiment's target time.

    What the baseline takes without work, such as its waits, is measured first and does not count.
    """
    experiment = plan.experiment
    if not experiment.work:
        return plan
    constant = _worked(plan, 1)
    if constant >= LEAST_CONSTANT:
        constant = median((constant, _worked(plan, 1), _worked(plan, 1)))
    # A constant part that is long also varies more, so the work has to outweigh it.
    enough = max(CALIBRATED_SECONDS, constant / 2)
    amount, seconds = FIRST_AMOUNT, _worked(plan, FIRST_AMOUNT) - constant
    for _ in range(6):
        if seconds >= enough:
            break
        amount = int(amount * min(50.0, 1.5 * enough / max(seconds, 1e-5)))
        seconds = _worked(plan, amount) - constant
    seconds = median((seconds, _worked(plan, amount) - constant, _worked(plan, amount) - constant))
    amount = max(1, int(amount * experiment.work_seconds / max(seconds, 1e-5)))
    return replace(plan, parameters=dict(plan.parameters) | {experiment.work: amount})


def _worked(plan: Plan, amount: int) -> float:
    """Return how many seconds the baseline takes for an amount of work."""
    name = plan.names[0]
    example = plan.experiment.variants[name].example
    parameters = dict(plan.parameters) | {plan.experiment.work: amount}
    take = plan.settings.instruments.take
    return float(take(measure_named("ratio"), example, plan.examples[example], parameters, plan.environment(name)))
