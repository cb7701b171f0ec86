"""memory: memory (PSS) of each thing that main() starts and returns."""

from collections.abc import Mapping
from typing import Any

NAME = "memory"
MODE = "keep"


def reading(result: Mapping[str, Any]) -> float:
    """Return KB for each thing kept, never under 1. Raises ValueError where nothing was kept or measured."""
    if not result.get("count") or result.get("bytes") is None:
        raise ValueError("main() returns a list of what it started, and this system tells a process's share of memory")
    return float(max(1.0, result["bytes"] / 1024 / result["count"]))


def compared(baseline: float, contender: float) -> float:
    """Return how many times as much the contender needs."""
    return contender / baseline
