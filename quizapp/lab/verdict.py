"""Decides from a measurement whether a claim holds. Pure, so a recorded run can be judged again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Literal

from quizapp.core.expressions import evaluate
from quizapp.core.model import Expectation
from quizapp.lab.statistics import hodges_lehmann, interval
from quizapp.lab.system_load import FOREIGN_LOAD, Load

LEAST_CEILING = 0.7  # minimum speed-up per core in busy loops; hyperthreads give less than 1.0, but more than this

Verdict = Literal["confirmed", "refuted", "inconclusive"]
Outcome = Literal["faster", "not faster", "slower", "inconclusive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The expected range of the value; None for an open side."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The conditions of a measurement that decide whether a claim about cores can be judged."""

    load: Load
    cores: float
    needs_cores: bool  # whether the claim is about cores
    ceiling: float | None = None  # how many times as fast all cores are as one; None if not measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A value with its interval, the verdict, and the reason of an inconclusive one."""

    value: float
    low: float
    high: float
    verdict: Verdict
    reason: str = ""


def bounds_of(expect: Expectation, facts: Mapping[str, float]) -> Bounds:
    """Return the expected range on a machine with these facts. Raises ValueError if it cannot be computed."""
    return Bounds(
        low=evaluate(expect.at_least, facts) if expect.at_least else None,
        high=evaluate(expect.at_most, facts) if expect.at_most else None,
    )


def estimate(figures: Sequence[float]) -> tuple[float, float, float]:
    """Return (value, low, high) of figures above 0: Hodges-Lehmann of their logarithms, with the Wilcoxon interval."""
    logs = [log(figure) for figure in figures]
    low, high = interval(logs)
    return exp(hodges_lehmann(logs)), exp(low), exp(high)


def judge(low: float, high: float, bounds: Bounds) -> Verdict:
    """Return `confirmed` for an interval within the bounds, `refuted` for one outside them, else `inconclusive`."""
    if (bounds.low is not None and high < bounds.low) or (bounds.high is not None and low > bounds.high):
        return "refuted"
    if (bounds.low is None or low >= bounds.low) and (bounds.high is None or high <= bounds.high):
        return "confirmed"
    return "inconclusive"


def outcome(low: float, high: float) -> Outcome:
    """Return what a ratio's interval shows, independent of the claim; see docs/lab.md for the limits."""
    if low > 1.10:
        return "faster"
    if high < 0.90:
        return "slower"
    return "not faster" if high < 1.25 else "inconclusive"


def decide(figures: Sequence[float], bounds: Bounds, conditions: Conditions) -> Decision:
    """Return the verdict on a claim from the figures, one for each block of trials."""
    value, low, high = estimate(figures)
    verdict = judge(low, high, bounds)
    reason = doubt(conditions)
    if not reason and verdict == "inconclusive":
        reason = f"the measurement is partly within the expected range ({low:.2f} to {high:.2f})"
    return Decision(value=value, low=low, high=high, verdict="inconclusive" if reason else verdict, reason=reason)


def doubt(conditions: Conditions) -> str:
    """Return why a claim about cores cannot be judged under these conditions, or ''."""
    if not conditions.needs_cores:
        return ""
    load, cores, ceiling = conditions.load, conditions.cores, conditions.ceiling
    if cores < 2:
        return f"it cannot be shown here: there {'is one core' if cores <= 1 else f'are {cores:.1f} cores'}"
    if load.foreign is not None and load.foreign > FOREIGN_LOAD:
        return f"another program used {load.foreign:.1f} of a core"
    if load.stolen is not None and load.stolen > FOREIGN_LOAD:
        return f"the machine under this one took {load.stolen:.1f} of a core away"
    if ceiling is not None and ceiling < LEAST_CEILING * cores:
        return f"the machine gave no more than {ceiling:.1f} of its {cores:g} cores"
    return f"the quota on cores was used up {load.throttled} times" if load.throttled > 2 else ""
