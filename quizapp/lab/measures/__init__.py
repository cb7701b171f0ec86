"""How each measure is taken: one file each, and this table of contents."""

from collections.abc import Mapping
from typing import Any, Protocol, cast

from quizapp.lab.measures import duration, lost_updates, memory, output, ratio, start_up, throughput, visibility


class Measure(Protocol):
    """What a module of this folder offers."""

    NAME: str  # a key of core.measures.MEASURES
    MODE: str  # what the worker does

    def reading(self, result: Mapping[str, Any]) -> float | str:
        """Return what one trial gave. Raises ValueError with what the code should have returned."""

    def compared(self, baseline: float, contender: float) -> float:
        """Return the figure of a block, over 0: the contender against the baseline."""


MEASURES = (ratio, duration, start_up, memory, throughput, output, visibility, lost_updates)


def measure_named(name: str) -> Measure:
    """Return a measure. Raises KeyError where there is none of that name."""
    return cast(Measure, {module.NAME: module for module in MEASURES}[name])
