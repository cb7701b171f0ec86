"""The measures: one file for each, and the table of all."""

from collections.abc import Mapping
from typing import Any, Protocol, cast

from quizapp.lab.measures import (
    duration,
    lateness,
    lost_updates,
    memory,
    output,
    ratio,
    start_up,
    throughput,
    visibility,
)


class Measure(Protocol):
    """What each module of this folder provides."""

    NAME: str  # a key of core.measures.MEASURES
    MODE: str  # mode of the worker
    FREE_CORES: int  # cores that other programs must leave free for a confirmation; 0: no load turns it
    TIMED: bool  # whether a load that slows one of the programs changes the figure

    def reading(self, result: Mapping[str, Any]) -> float | str:
        """Return the value of one trial. Raises ValueError with what the code should return."""

    def compared(self, baseline: float, contender: float) -> float:
        """Return the figure (above 0) of a block: the contender compared with the baseline."""


MEASURES = (ratio, duration, start_up, memory, throughput, output, visibility, lost_updates, lateness)


def measure_named(name: str) -> Measure:
    """Return a measure by its name. Raises KeyError."""
    return cast(Measure, {module.NAME: module for module in MEASURES}[name])
