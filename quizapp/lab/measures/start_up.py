"""start_up: the time to start something, without the start of the interpreter itself."""

from collections.abc import Mapping
from typing import Any

NAME = "start_up"
MODE = "repeat"
FREE_CORES = 2
TIMED = True


def reading(result: Mapping[str, Any]) -> float:
    """Return the milliseconds of one start, the median of several."""
    return float(result["seconds"]) * 1000


def compared(baseline: float, contender: float) -> float:
    """Return how many times faster the contender is."""
    return baseline / contender
