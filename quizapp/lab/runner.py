"""Runs an experiment: interleaved blocks of trials in fresh processes, judged after set numbers of blocks."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from quizapp.core.expressions import evaluate
from quizapp.core.measures import MEASURES, least_compared
from quizapp.core.model import Example, Experiment
from quizapp.lab.calibration import calibrated
from quizapp.lab.confinement import in_force
from quizapp.lab.machine import facts
from quizapp.lab.plan import Plan, RunSettings
from quizapp.lab.report import Report, expected_text, requirement_text
from quizapp.lab.system_load import FOREIGN_BEFORE, Load
from quizapp.lab.trial import Trial
from quizapp.lab.verdict import (
    LEAST_BLOCKS,
    Bounds,
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
LOOKS = (LEAST_BLOCKS, 10, 16, 28)
# Measurements that depend on cores vary more, so that LEAST_BLOCKS do not confirm one. They can refute it, which leaves
# time for the second set of trials.
LOOKS_AT_CORES = (10, 16, 28)
CEILING_SECONDS = 0.5  # that measuring the ceiling takes
TEXT_RUNS = 3


def run_experiment(
    experiment: Experiment, examples: Mapping[str, Example], parameters: Mapping[str, Any], settings: RunSettings
) -> Report:
    """Return what an experiment measured, and its verdict. Raises ProgramFailed (exit code 5) if a variant fails."""
    here, environment = settings.machine or facts(), settings.environment
    known = {**{name: float(value) for name, value in parameters.items()}, **here.facts()}
    plan = Plan(
        experiment=experiment, examples=examples, parameters=parameters, machine=here, settings=settings,
        bounds=replace(bounds_of(experiment.expect, known), least=least_compared(experiment)),
    )  # fmt: skip
    blank = Report(
        experiment=experiment, parameters=parameters, machine=here, value="", low=None, high=None, figures=(),
        seconds=0.0, readings={}, verdict="inconclusive", expected=expected_text(experiment, plan.bounds),
        sandbox=in_force(trusted=environment.trusted, unsafe=environment.unsafe),
    )  # fmt: skip
    if experiment.only_if and not evaluate(experiment.only_if, known):
        return replace(blank, reason=f"it cannot be shown here: it needs {requirement_text(experiment.only_if)}")
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
        return replace(blank, load=Load(foreign=busy), reason=f"other programs use {busy:.1f} cores")
    ceiling = plan.ceiling() if experiment.needs_cores else None
    until = began + plan.settings.seconds
    first = Wanted(
        looks=LOOKS_AT_CORES if experiment.needs_cores else LOOKS,
        until=until - (CEILING_SECONDS if ceiling is not None else 0.0),
    )
    trials = _trials(plan, random, first)
    if ceiling is not None:  # measured again: no counter shows the load of other guests on a shared machine
        ceiling = min(ceiling, plan.ceiling() or ceiling)
    found = decide(trials.figures, plan.bounds, plan.conditions(trials.load, ceiling))
    if found.verdict == "refuted":
        found = _repeated(plan, random, (trials, found), until - CEILING_SECONDS)
    return replace(
        blank, value=found.value, low=found.low, high=found.high, figures=tuple(trials.figures),
        verdict=found.verdict, reason=found.reason, seconds=instruments.clock() - began, ceiling=ceiling,
        readings={name: tuple(values) for name, values in trials.readings.items()}, load=trials.load,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How many trials to run: the numbers of blocks after which the interval is judged, and when to end."""

    looks: Sequence[int]
    until: float  # by the clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """A set of trials: the readings of each variant, the figure of each block, and the load while it ran."""

    readings: Mapping[str, list[float]]
    figures: list[float]
    load: Load
    block_seconds: float  # of the longest block


def _repeated(plan: Plan, random: Random, first: tuple[Trials, Decision], until: float) -> Decision:
    """Return a refutation if a fresh set of trials agrees with it, else no verdict.

    The second set has as many blocks, or as many as there is time for, but at least LEAST_BLOCKS.
    """
    trials, found = first
    if plan.settings.instruments.clock() + LEAST_BLOCKS * trials.block_seconds > until:
        return replace(found, verdict="inconclusive", reason="there was no time for a second set of trials")
    again = _trials(plan, random, Wanted(looks=(len(trials.figures),), until=until))
    second = decide(again.figures, plan.bounds, plan.conditions(again.load, plan.ceiling()))
    return agreed(found, second, plan.bounds)


def _trials(plan: Plan, random: Random, wanted: Wanted) -> Trials:
    """Run blocks until the verdict is clear or the time is over; a block is every variant once, in random order."""
    readings: dict[str, list[float]] = {name: [] for name in plan.names}
    figures: list[float] = []
    clock, load = plan.settings.instruments.clock, plan.settings.instruments.watch()
    longest, now = 0.0, clock()
    while len(figures) < wanted.looks[-1]:
        before = now
        for name in random.sample(plan.names, len(plan.names)):
            reading = plan.take(name)
            assert isinstance(reading, float)
            readings[name].append(reading)
            _tell(plan, name, reading, sum(map(len, readings.values())), load)
        figures.append(_figure(plan, readings))
        now = clock()
        longest = max(longest, now - before)
        if _is_clear(figures, plan.bounds, wanted.looks) or now + longest > wanted.until:
            break
    return Trials(readings=readings, figures=figures, load=load(), block_seconds=longest)


def _is_clear(figures: Sequence[float], bounds: Bounds, looks: Sequence[int]) -> bool:
    """Return whether the interval decides, if it is to be judged after this number of blocks."""
    if len(figures) not in (*looks, LEAST_BLOCKS):
        return False
    verdict = judge(*estimate(figures, bounds.least)[1:], bounds)
    return verdict == "refuted" or (verdict == "confirmed" and len(figures) in looks)


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
