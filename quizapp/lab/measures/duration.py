"""duration: how long a program takes."""

from collections.abc import Mapping
from typing import Any

NAME = "duration"
MODE = "time"
FREE_CORES = 2
TIMED = True


def reading(result: Mapping[str, Any]) -> float:
    """Return the milliseconds of one run."""
    return float(result["seconds"]) * 1000


def compared(baseline: float, contender: float) -> float:
    """Return how many times faster the contender is."""
    return baseline / contender
