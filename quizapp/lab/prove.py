"""Runs an experiment: interleaved blocks of fresh processes, looks at set times, a gate on foreign load."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import exp, log
from random import Random
from statistics import median
from typing import Any

from quizapp.core.model import Example, Experiment
from quizapp.lab import machine
from quizapp.lab.sandbox import layers
from quizapp.lab.statistics import hodges_lehmann, interval
from quizapp.lab.trial import Printed, Trial, run_output, timed
from quizapp.lab.verdict import Bounds, Verdict, bounds_of, judge

LOOKS = (5, 10, 16, 28)  # blocks after which the interval is looked at; a look after each would raise false verdicts
FOREIGN_LOAD = 0.25  # of a core, averaged over the run


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of an experiment."""

    experiment: Experiment
    parameters: Mapping[str, Any]
    machine: machine.Machine
    value: float
    low: float
    high: float
    seconds: float
    samples: Mapping[str, tuple[float, ...]]
    verdict: Verdict
    expected: str
    reason: str = ""
    printed: str = ""

    @property
    def measured(self) -> dict[str, Any]:
        """The measured value with its interval."""
        return {
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "unit": self.experiment.unit,
            "trials": min(map(len, self.samples.values()), default=0),
            "seconds": round(self.seconds, 3),
        }

    def as_json(self) -> dict[str, Any]:
        """Return the report as the JSON contract has it; the prediction is added by who knows it."""
        variants = {
            name: {"median_s": median(times) if times else None, "trials": len(times)}
            for name, times in self.samples.items()
        }
        return {
            "experiment": self.experiment.id,
            "claim": self.experiment.claim,
            "parameters": dict(self.parameters),
            "machine": self.machine.as_json(),
            "measured": self.measured,
            "variants": variants,
            "prediction": None,
            "verdict": self.verdict,
            "expected": self.expected,
            "reason": self.reason,
            "sandbox": layers(),
        }


def _expected(experiment: Experiment, bounds: Bounds) -> str:
    sides = []
    if bounds.low is not None:
        sides.append(f"at least {bounds.low:.2g} ({experiment.expect.at_least})")
    if bounds.high is not None:
        sides.append(f"at most {bounds.high:.2g} ({experiment.expect.at_most})")
    return " and ".join(sides) or "nothing is claimed"


def run_experiment(
    experiment: Experiment,
    examples: Mapping[str, Example],
    parameters: Mapping[str, Any],
    *,
    seed: int,
    seconds: float = 5.0,
    on_trial: Callable[[Trial], None] | None = None,
) -> Report:
    """Return what the experiment measured and its verdict; the value is baseline time over contender time.

    `seconds` bounds the measuring. Raises QuizError (exit code 5) where a variant fails.
    """
    here = machine.facts()
    facts = {**{name: float(value) for name, value in parameters.items()}, "cores": here.cores, "gil": float(here.gil)}
    bounds = bounds_of(experiment.expect, facts)
    before = (machine.busy_seconds(), machine.own_seconds(), time.monotonic())
    samples = _sample(experiment, examples, parameters, bounds, Random(seed), seconds, on_trial)
    spent = time.monotonic() - before[2]
    value, low, high = _ratio(experiment, samples)
    report = Report(
        experiment=experiment,
        parameters=parameters,
        machine=here,
        value=value,
        low=low,
        high=high,
        seconds=spent,
        samples={name: tuple(times) for name, times in samples.items()},
        verdict=judge(low, high, bounds),
        expected=_expected(experiment, bounds),
    )
    reason = _doubt(experiment, here, before, spent) or _undecided(report)
    return replace(report, verdict="inconclusive", reason=reason) if reason else report


def _sample(
    experiment: Experiment, examples: Mapping[str, Example], parameters: Mapping[str, Any], bounds: Bounds,
    random: Random, seconds: float, on_trial: Callable[[Trial], None] | None,
) -> dict[str, list[float]]:  # fmt: skip
    names = [experiment.baseline, experiment.contender]
    samples: dict[str, list[float]] = {name: [] for name in names}
    began = time.monotonic()
    for block in range(1, LOOKS[-1] + 1):
        for name in random.sample(names, len(names)):
            example = experiment.variants[name].example
            taken = timed(example, examples[example], parameters)
            samples[name].append(taken)
            if on_trial:
                done = sum(map(len, samples.values()))
                on_trial(Trial(variant=name, seconds=taken, done=done, total=len(names) * LOOKS[-1]))
        if block in LOOKS and judge(*_ratio(experiment, samples)[1:], bounds) != "inconclusive":
            break
        if time.monotonic() - began > seconds and block >= LOOKS[0]:
            break
    return samples


def _ratio(experiment: Experiment, samples: Mapping[str, list[float]]) -> tuple[float, float, float]:
    pairs = zip(samples[experiment.baseline], samples[experiment.contender], strict=True)
    ratios = [log(base / other) for base, other in pairs]
    low, high = interval(ratios)
    return exp(hodges_lehmann(ratios)), exp(low), exp(high)


def _doubt(
    experiment: Experiment, here: machine.Machine, before: tuple[float | None, float, float], spent: float
) -> str:
    """Return why a claim about cores cannot be judged here and now, or ''."""
    if not experiment.needs_cores:
        return ""
    if here.cores < 2:
        return "it cannot be shown here: there is one core"
    busy = machine.busy_seconds()
    if busy is None or before[0] is None or not spent:
        return ""
    foreign = (busy - before[0] - (machine.own_seconds() - before[1])) / spent
    return f"another program used {foreign:.1f} of a core; try again when it is done" if foreign > FOREIGN_LOAD else ""


def _undecided(report: Report) -> str:
    if report.verdict != "inconclusive":
        return ""
    return f"the measurement lies across what is expected ({report.low:.2f} to {report.high:.2f}); run it again"


__all__ = ["Printed", "Report", "Trial", "run_experiment", "run_output"]
