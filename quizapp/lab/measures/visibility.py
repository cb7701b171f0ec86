"""visibility: whether a change made elsewhere is seen."""

from collections.abc import Mapping
from typing import Any

NAME = "visibility"
MODE = "call"
FREE_CORES = 1
TIMED = False


def reading(result: Mapping[str, Any]) -> str:
    """Return `seen` or `not seen`. Raises ValueError if main() returned neither True nor False."""
    if not isinstance(result.get("value"), bool):
        raise ValueError("main() returns True if the change is seen, else False")
    return "seen" if result["value"] else "not seen"


def compared(baseline: float, contender: float) -> float:
    """Raise ValueError: texts have no ratio."""
    raise ValueError("texts have no ratio")
