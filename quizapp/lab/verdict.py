"""Decides from a measurement whether a claim holds. Pure, so a recorded run can be judged again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from typing import Literal

from quizapp.core.expressions import evaluate
from quizapp.core.model import Expectation
from quizapp.lab.statistics import hodges_lehmann, interval
from quizapp.lab.system_load import FOREIGN_LOAD, Load

LEAST_CEILING = 0.7  # minimum speed-up per core in busy loops; hyperthreads give less than 1.0, but more than this
LEAST_BLOCKS = 5  # of trials; fewer give no interval at the wanted confidence
LEAST_SHARE = 0.1  # cores that a program is taken to get on the busiest machine

Verdict = Literal["confirmed", "refuted", "inconclusive"]
Outcome = Literal["faster", "not faster", "slower", "inconclusive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The expected range of the value; None for an open side."""

    low: float | None
    high: float | None
    least: float = 0.0  # figures below it, down to 0, are compared as it; see core.measures.least_compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The conditions of a measurement that decide whether its verdict can be trusted."""

    load: Load
    cores: float
    needs_cores: bool  # whether the claim is about cores
    ceiling: float | None = None  # how many times as fast all cores are as one; None if not measured
    free_cores: int = 1  # cores that other programs must leave free for a confirmation; see Measure.FREE_CORES

    timed: bool = False  # whether load changes the figure; see Measure.TIMED
    deterministic: bool = False  # whether the result is the same under any load

    @property
    def stretch(self) -> float:
        """The factor by which the load can have changed a figure: programs that share the cores get less of them."""
        taken = (self.load.foreign or 0.0) + (self.load.stolen or 0.0)
        if not self.timed or self.needs_cores or taken <= FOREIGN_LOAD:
            return 1.0
        return self.cores / max(self.cores - taken, LEAST_SHARE)

    @property
    def most_foreign(self) -> float:
        """The load, in cores, above which a confirmation is doubted."""
        if self.needs_cores:
            return FOREIGN_LOAD
        return max(FOREIGN_LOAD, self.cores - self.free_cores + FOREIGN_LOAD)


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
        # Every figure is above 0, so `0 if gil else 1.2` is open below where there is a GIL.
        low=(evaluate(expect.at_least, facts) or None) if expect.at_least else None,
        high=evaluate(expect.at_most, facts) if expect.at_most else None,
    )


def estimate(figures: Sequence[float], least: float = 0.0) -> tuple[float, float, float]:
    """Return (value, low, high) of figures: Hodges-Lehmann of their logarithms, with the Wilcoxon interval.

    Figures below `least` count as it. A result that is not above it is estimated from the figures up to it, without
    logarithms, so that it can be 0.
    """
    value, low, high = map(exp, _centre([log(max(figure, least)) for figure in figures]))
    if low > least:
        return value, low, high
    small = _centre([min(figure, least) for figure in figures])
    found = [each if each > least else plain for each, plain in zip((value, low, high), small, strict=True)]
    return found[0], found[1], found[2]


def _centre(values: Sequence[float]) -> tuple[float, float, float]:
    return hodges_lehmann(values), *interval(values)


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
    """Return the verdict on a claim from the figures, one for each block of trials.

    A refutation is final only after a second set of trials; see `agreed`.
    """
    value, low, high = estimate(figures, bounds.least)
    verdict = judge(low, high, bounds)
    reason = doubt(conditions, verdict)
    stretch = conditions.stretch
    if not reason and verdict == "confirmed" and judge(low / stretch, high * stretch, bounds) != "confirmed":
        taken = max(conditions.load.foreign or 0.0, conditions.load.stolen or 0.0)
        reason = f"other programs used {taken:.1f} cores, enough to change the figure by a factor of {stretch:.1f}"
    if not reason and len(figures) < LEAST_BLOCKS:
        reason = f"there was time for {len(figures)} blocks of trials; at least {LEAST_BLOCKS} are needed"
    if not reason and verdict == "inconclusive":
        reason = f"the measurement is partly within the expected range ({low:.2f} to {high:.2f})"
    return Decision(value=value, low=low, high=high, verdict="inconclusive" if reason else verdict, reason=reason)


def agreed(first: Decision, second: Decision, bounds: Bounds) -> Decision:
    """Return the refutation `first` if a second set of trials refutes the claim on the same side, else no verdict."""
    if second.verdict == "refuted" and _is_below(first, bounds) == _is_below(second, bounds):
        return first
    reason = f"a second set of trials did not agree ({second.low:.2f} to {second.high:.2f})"
    if judge(second.low, second.high, bounds) == "refuted":  # it was doubted
        reason = second.reason or reason
    return replace(first, verdict="inconclusive", reason=reason)


def _is_below(decision: Decision, bounds: Bounds) -> bool:
    return bounds.low is not None and decision.high < bounds.low


def doubt(conditions: Conditions, verdict: Verdict) -> str:
    """Return why a verdict cannot be trusted under these conditions, or ''.

    A confirmation tolerates the load that leaves the measure enough cores. Nothing else does: a busy machine makes
    true claims fail far more often than it makes false ones hold.
    """
    if conditions.deterministic:
        return ""
    load, cores, ceiling = conditions.load, conditions.cores, conditions.ceiling
    if conditions.needs_cores and cores < 2:
        return f"it cannot be shown here: there {'is one core' if cores <= 1 else f'are {cores:.1f} cores'}"
    most = conditions.most_foreign if verdict == "confirmed" else FOREIGN_LOAD
    if load.foreign is not None and load.foreign > most:
        return f"other programs used {load.foreign:.1f} cores"
    if load.stolen is not None and load.stolen > most:
        return f"the hypervisor took {load.stolen:.1f} cores"
    if verdict == "confirmed" and not conditions.needs_cores:
        return ""
    if ceiling is not None and cores >= 2 and ceiling < LEAST_CEILING * cores:
        return f"the machine gave no more than {ceiling:.1f} of its {cores:g} cores"
    return f"the quota on cores was used up {load.throttled} times" if load.throttled > 2 else ""
