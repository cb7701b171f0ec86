"""throughput: messages a second."""

from collections.abc import Mapping
from typing import Any

NAME = "throughput"
MODE = "call"


def reading(result: Mapping[str, Any]) -> float:
    """Return messages a second. Raises ValueError where main() did not return how many there were."""
    count = result.get("value")
    if isinstance(count, bool) or not isinstance(count, int | float) or count <= 0:
        raise ValueError("main() returns how many messages were sent")
    return float(count / result["seconds"])


def compared(baseline: float, contender: float) -> float:
    """Return how many times as many the contender moves."""
    return contender / baseline
