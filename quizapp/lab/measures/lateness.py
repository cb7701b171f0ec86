"""lateness: by how much a clock ticks late that should tick every 10 ms."""

from collections.abc import Mapping
from itertools import pairwise
from statistics import median
from typing import Any

NAME = "lateness"
MODE = "call"
FREE_CORES = 2
TIMED = True
TICK_SECONDS = 0.01
LEAST = 0.1  # ms; about what a sleep takes too long, and figures are compared as logarithms


def reading(result: Mapping[str, Any]) -> float:
    """Return the median lateness of a tick in milliseconds, at least LEAST.

    Raises ValueError if main() did not return the times of at least three ticks.
    """
    ticks = result.get("value")
    if not isinstance(ticks, list) or len(ticks) < 3 or not all(map(_is_time, ticks)) or sorted(ticks) != ticks:
        raise ValueError("main() returns the times in seconds at which a clock of 10 ms ticked, at least three of them")
    late: float = median(after - before - TICK_SECONDS for before, after in pairwise(ticks))
    return max(LEAST, 1000.0 * late)


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def compared(baseline: float, contender: float) -> float:
    """Return how many times as late the contender's clock is."""
    return contender / baseline
