"""memory: memory (PSS) of each thing that main() starts and returns."""

from collections.abc import Mapping
from typing import Any

NAME = "memory"
MODE = "keep"
FREE_CORES = 0
TIMED = False


def reading(result: Mapping[str, Any]) -> float:
    """Return KB per returned object, at least 1. Raises ValueError if nothing was returned or measured."""
    count, size = result.get("count"), result.get("bytes")
    if type(count) is not int or count < 1 or isinstance(size, bool) or not isinstance(size, int | float):
        raise ValueError(
            "main() returns a list of what it started, on a system that reports the memory share (PSS) of processes"
        )
    return float(max(1.0, size / 1024 / count))


def compared(baseline: float, contender: float) -> float:
    """Return how many times as much memory the contender needs."""
    return contender / baseline
