"""Runs an experiment: interleaved blocks of fresh processes, looks at set times, a gate on foreign load."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random
from statistics import median
from typing import Any

from quizapp.core.expressions import evaluate
from quizapp.core.measures import MEASURES
from quizapp.core.model import Example, Experiment
from quizapp.lab import machine, system_load
from quizapp.lab.confinement import in_force
from quizapp.lab.measures import Measure, measure_named
from quizapp.lab.report import Report, expected_text
from quizapp.lab.trial import Printed, RunEnvironment, Trial, result_of, run_output, started, taken
from quizapp.lab.verdict import Bounds, Verdict, bounds_of, decide, estimate, judge

# Blocks after which the interval is looked at: a look after each would raise false verdicts.
LOOKS = (5, 10, 16, 28)
LOOKS_AT_CORES = (10, 16, 28)  # what depends on cores varies more
TEXT_RUNS = 3
HERE = RunEnvironment(interpreter=sys.executable)

OnTrial = Callable[[Trial], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An experiment made ready to run: its code, its drawn parameters, where, and for how long."""

    experiment: Experiment
    examples: Mapping[str, Example]
    parameters: Mapping[str, Any]
    machine: machine.Machine
    place: RunEnvironment
    seconds: float
    bounds: Bounds
    on_trial: OnTrial | None = None

    @property
    def measure(self) -> Measure:
        """How a trial is measured."""
        return measure_named(self.experiment.measure)

    @property
    def names(self) -> tuple[str, ...]:
        """The variants that are run: baseline and contender, or the only one."""
        chosen = tuple(filter(None, (self.experiment.baseline, self.experiment.contender)))
        return chosen or tuple(self.experiment.variants)[:1]

    def take(self, name: str) -> float | str:
        """Run one variant once."""
        example = self.experiment.variants[name].example
        return taken(self.measure, example, self.examples[example], self.parameters, self.place)


def run_experiment(
    experiment: Experiment,
    examples: Mapping[str, Example],
    parameters: Mapping[str, Any],
    *,
    seed: int,
    seconds: float = 5.0,
    on_trial: OnTrial | None = None,
    place: RunEnvironment = HERE,
    on: machine.Machine | None = None,
) -> Report:
    """Return what the experiment measured and its verdict. `seconds` bounds the measuring.

    `on` are the facts of the place's interpreter; left out, those of this one.
    Raises QuizError (exit code 5) where a variant fails.
    """
    here = on or machine.facts()
    facts = {**{name: float(value) for name, value in parameters.items()}, **here.facts()}
    plan = Plan(
        experiment=experiment, examples=examples, parameters=parameters, machine=here, place=place,
        seconds=seconds, bounds=bounds_of(experiment.expect, facts), on_trial=on_trial,
    )  # fmt: skip
    blank = Report(
        experiment=experiment, parameters=parameters, machine=here, value="", low=None, high=None, figures=(),
        seconds=0.0, readings={}, verdict="inconclusive", expected=expected_text(experiment, plan.bounds),
        sandbox=in_force(trusted=place.trusted, unsafe=place.unsafe),
    )  # fmt: skip
    if experiment.only_if and not evaluate(experiment.only_if, facts):
        return replace(blank, reason=f"it cannot be shown here: it needs {experiment.only_if}")
    return _text(plan, blank) if MEASURES[experiment.measure].text else _figures(plan, blank, Random(seed))


def _text(plan: Plan, blank: Report) -> Report:
    """Run a few times what is to come out the same each time."""
    began = time.monotonic()
    texts = [str(plan.take(plan.names[-1])) for _ in range(TEXT_RUNS)]
    usual, count = Counter(texts).most_common(1)[0]
    wanted = plan.experiment.expect.equals.strip()
    if count < TEXT_RUNS:
        return replace(blank, value=usual, seconds=time.monotonic() - began, reason="it came out differently each time")
    verdict: Verdict = "confirmed" if not wanted or usual.strip() == wanted else "refuted"
    readings = {plan.names[-1]: (1.0,) * TEXT_RUNS}
    return replace(blank, value=usual, seconds=time.monotonic() - began, verdict=verdict, readings=readings)


def _figures(plan: Plan, blank: Report, random: Random) -> Report:
    experiment, began = plan.experiment, time.monotonic()
    plan = calibrated(plan)
    blank = replace(blank, parameters=plan.parameters)
    busy = system_load.look().foreign if experiment.needs_cores else None
    if busy is not None and busy > system_load.FOREIGN_BEFORE and plan.machine.cores >= 2:
        return replace(blank, load=system_load.Load(foreign=busy), reason=f"another program uses {busy:.1f} of a core")
    ceiling = _ceiling(plan) if experiment.needs_cores and plan.machine.cores >= 2 else None
    before = system_load.mark()
    readings, figures = _blocks(plan, random, began)
    seen = system_load.between(before, system_load.mark())
    if ceiling is not None:  # neighbours on a shared machine come and go, and no counter tells of them
        ceiling = min(ceiling, _ceiling(plan) or ceiling)
    found = decide(
        figures, plan.bounds, seen,
        cores=plan.machine.cores, needs_cores=experiment.needs_cores, ceiling=ceiling,
    )  # fmt: skip
    return replace(
        blank, value=found.value, low=found.low, high=found.high, figures=tuple(figures), verdict=found.verdict,
        reason=found.reason, readings={name: tuple(values) for name, values in readings.items()},
        seconds=time.monotonic() - began, ceiling=ceiling, load=seen,
    )  # fmt: skip


def _blocks(plan: Plan, random: Random, began: float) -> tuple[dict[str, list[float]], list[float]]:
    """Run blocks, in each every variant once in random order, until it is decided or the time is up."""
    readings: dict[str, list[float]] = {name: [] for name in plan.names}
    figures: list[float] = []
    looks = LOOKS_AT_CORES if plan.experiment.needs_cores else LOOKS
    start, first = system_load.mark(), time.monotonic()
    for block in range(1, looks[-1] + 1):
        for name in random.sample(plan.names, len(plan.names)):
            reading = plan.take(name)
            assert isinstance(reading, float)
            readings[name].append(reading)
            _tell(plan, name, reading, sum(map(len, readings.values())), start)
        figures.append(_figure(plan, readings))
        if block in looks and judge(*estimate(figures)[1:], plan.bounds) != "inconclusive":
            break
        spent = time.monotonic() - began
        # The next block would take about as long as those before it.
        if spent + (time.monotonic() - first) / block > plan.seconds and block >= min(LOOKS):
            break
    return readings, figures


def _tell(plan: Plan, name: str, reading: float, done: int, start: system_load.Mark) -> None:
    if plan.on_trial is not None:
        unit = MEASURES[plan.experiment.measure].unit
        shown, unit = (reading * 1000, "ms") if unit == "times" else (reading, unit)
        foreign = system_load.between(start, system_load.mark()).foreign or 0.0
        plan.on_trial(Trial(variant=name, reading=shown, unit=unit, done=done, limit=plan.seconds, foreign=foreign))


def _figure(plan: Plan, readings: Mapping[str, list[float]]) -> float:
    latest = [readings[name][-1] for name in plan.names]
    return plan.measure.compared(*latest) if len(latest) == 2 else latest[0]


def calibrated(plan: Plan) -> Plan:
    """Return the plan with the global `work` set so that the baseline takes the time that the experiment wants."""
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
    """Return the seconds that an amount of work takes the baseline."""
    example = plan.experiment.variants[plan.names[0]].example
    parameters = dict(plan.parameters) | {plan.experiment.work: amount}
    return float(taken(measure_named("ratio"), example, plan.examples[example], parameters, plan.place))


def _ceiling(plan: Plan) -> float | None:
    """Return how much more all cores do than one, by spinners; None where it cannot be measured."""
    finished = started(["spin", str(int(plan.machine.cores))], {}, plan.place, 5.0)
    try:
        # More than there are cores is noise.
        return round(min(plan.machine.cores, float(result_of(finished)["ceiling"])), 2)
    except (ValueError, KeyError, TypeError):
        return None


__all__ = ["Printed", "Report", "Trial", "run_experiment", "run_output"]
