"""What a run reads from the machine: trials, the ceiling of its cores, its load, and a clock."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.core.model import Example
from quizapp.lab import system_load
from quizapp.lab.interpreters import Interpreter, interpreter_of
from quizapp.lab.measures import Measure
from quizapp.lab.sandbox import RunEnvironment
from quizapp.lab.system_load import Load
from quizapp.lab.trial import result_of, started, taken

Take = Callable[[Measure, str, Example, Mapping[str, Any], RunEnvironment], float | str]
CEILING_SECONDS = 5.0  # seconds; limit of the run that measures the ceiling


def measured_ceiling(cores: float, environment: RunEnvironment) -> float | None:
    """Return how many times as fast all cores are as one, measured with busy loops; None if that fails."""
    finished = started(["spin", str(int(cores))], {}, environment, CEILING_SECONDS)
    try:
        # A value above the number of cores is noise.
        return round(min(cores, float(result_of(finished)["ceiling"])), 2)
    except (ValueError, KeyError, TypeError):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruments:
    """The functions by which a run reads the machine. A recorded run is replayed by handing in its readings."""

    take: Take = taken
    ceiling: Callable[[float, RunEnvironment], float | None] = measured_ceiling
    look: Callable[[], Load] = system_load.look
    watch: Callable[[], Callable[[], Load]] = system_load.watch
    interpreter_of: Callable[[str], Interpreter | None] = interpreter_of
    clock: Callable[[], float] = time.monotonic  # in seconds
