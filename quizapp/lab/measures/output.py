"""output: what a program prints."""

from collections.abc import Mapping
from typing import Any

NAME = "output"
MODE = "print"


def reading(result: Mapping[str, Any]) -> str:
    """Return the lines that were printed, without trailing white space."""
    return "\n".join(line.rstrip() for line in str(result["printed"]).strip("\n").splitlines())


def compared(baseline: float, contender: float) -> float:
    """Texts have no ratio. Raises ValueError."""
    raise ValueError("texts have no ratio")
