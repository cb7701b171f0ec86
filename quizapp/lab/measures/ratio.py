"""ratio: how many times faster one program is than another."""

from collections.abc import Mapping
from typing import Any

NAME = "ratio"
MODE = "time"
FREE_CORES = 1
TIMED = True


def reading(result: Mapping[str, Any]) -> float:
    """Return the seconds of one run."""
    return float(result["seconds"])


def compared(baseline: float, contender: float) -> float:
    """Return how many times faster the contender is."""
    return baseline / contender
