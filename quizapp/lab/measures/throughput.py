"""throughput: messages per second."""

from collections.abc import Mapping
from typing import Any

NAME = "throughput"
MODE = "call"
FREE_CORES = 2
TIMED = True


def reading(result: Mapping[str, Any]) -> float:
    """Return messages per second. Raises ValueError if main() did not return the number of messages."""
    count = result.get("value")
    if isinstance(count, bool) or not isinstance(count, int | float) or count <= 0:
        raise ValueError("main() returns how many messages were sent")
    return float(count / result["seconds"])


def compared(baseline: float, contender: float) -> float:
    """Return how many times as many messages the contender sends."""
    return contender / baseline
