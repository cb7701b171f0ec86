"""lost_updates: the share of updates that were overwritten."""

from collections.abc import Mapping
from typing import Any

from quizapp.core.measures import MEASURES

NAME = "lost_updates"
MODE = "call"
FREE_CORES = 1
TIMED = False


def reading(result: Mapping[str, Any]) -> float:
    """Return the lost percentage."""
    value = result.get("value")
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(each, int) for each in value):
        raise ValueError("main() returns (updates made, updates kept)")
    made, kept = value
    if made <= 0 or not 0 <= kept <= made:
        raise ValueError("main() returns (updates made, updates kept)")
    return float(100.0 * (made - kept) / made)


def compared(baseline: float, contender: float) -> float:
    """Return how many times as many updates the contender loses; less than one percent counts as one."""
    least = MEASURES[NAME].least
    return max(contender, least) / max(baseline, least)
