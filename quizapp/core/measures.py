"""What an experiment can measure: the names that a deck may use, with unit and meaning. See lab/measures for how."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.core.model import Experiment


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One measure. With a baseline, a figure is a ratio to it, in `times`; otherwise it is in `unit`."""

    unit: str
    about: str
    text: bool = False  # the result is a text, not a figure
    options: tuple[str, ...] = ()  # the possible texts, where they are known
    edges: tuple[float, ...] = ()  # edges of the ranges that a choice offers
    least: float = 0.0  # smaller figures, down to 0, are compared as this one: logarithms compare them


MEASURES: Mapping[str, Measured] = {
    "ratio": Measured(
        unit="times", about="how many times faster the contender is than the baseline", edges=(0.9, 1.25, 2, 5)
    ),
    "duration": Measured(unit="ms", about="how long main() takes, or the whole program where it has none"),
    "start_up": Measured(
        unit="ms", about="how long one main() takes, the median of several in one process", edges=(0.9, 2, 10, 100)
    ),
    "memory": Measured(
        unit="KB", about="memory (PSS) of each thing in the list that main() returns", edges=(0.9, 2, 10, 50)
    ),
    "throughput": Measured(
        unit="messages/s", about="what main() returns, the number of messages, by its time", edges=(0.9, 1.25, 2, 5)
    ),
    "output": Measured(unit="", about="what the program prints", text=True),
    "visibility": Measured(
        unit="", about="whether main() returns True: seen, or not", text=True, options=("seen", "not seen")
    ),
    "lost_updates": Measured(
        unit="% lost", about="main() returns (updates made, updates kept)", edges=(2, 10, 50, 90), least=1.0
    ),
    "lateness": Measured(
        unit="ms", about="main() returns the times at which a clock of 10 ms ticked: how late a tick is, the median",
        edges=(1, 3, 10, 30),
    ),
}  # fmt: skip


def unit_of(experiment: Experiment) -> str:
    """Return the unit of what an experiment measures."""
    measure = MEASURES[experiment.measure]
    return experiment.unit or ("times" if experiment.baseline and not measure.text else measure.unit)


def least_compared(experiment: Experiment) -> float:
    """Return the figure as which smaller ones are compared; 0 where every figure is above 0, as every ratio is."""
    return 0.0 if experiment.baseline else MEASURES[experiment.measure].least


def is_interpreter_version(text: str) -> bool:
    """Return whether a text names a version of an interpreter, such as `3.13`, `3.13t` or `pypy3.10`."""
    return bool(re.fullmatch(r"3\.\d{1,2}t?|pypy3\.\d{1,2}", text))


FACTS: Mapping[str, str] = {
    "cores": "cores that may be used, from affinity and quotas",
    "gil": "1 where the interpreter runs with the GIL, else 0",
    "free_threaded_build": "1 for a free-threaded build such as 3.13t, which may still run with the GIL, else 0",
    "fork": "1 where processes start by fork, else 0",
    "forkserver": "1 where processes start by forkserver, else 0",
    "spawn": "1 where processes start by spawn, else 0",
    "macos": "1 on macOS, else 0",
    "minor": "the minor version of Python: 11 for 3.11",
    "pypy": "1 on PyPy, else 0",
}
"""The facts that an expectation may use besides the parameters."""
