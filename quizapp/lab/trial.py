"""One trial: one variant, once, in a fresh child process."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizapp.core.model import Example
from quizapp.errors import ProgramFailed
from quizapp.lab.measures import Measure
from quizapp.lab.sandbox import Finished, Limit, run

TRIAL_SECONDS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnvironment:
    """Where trials run: the interpreter, and whether the code is trusted."""

    interpreter: str
    trusted: bool = True
    unsafe: bool = False  # the learner lets untrusted code run without confinement


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A sample as it comes: which variant, what it gave, how far the run is and what else goes on."""

    variant: str
    reading: float
    unit: str
    done: int
    limit: float  # seconds that the whole run may take
    foreign: float = 0.0  # cores that other programs use


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a program printed, or what went wrong."""

    text: str
    error: str
    timed_out: bool


def started(arguments: list[str], files: Mapping[str, str], place: RunEnvironment, seconds: float) -> Finished:
    """Run the worker in its sandbox and return how it ended."""
    worker = Path(__file__).with_name("worker.py").read_text("utf-8")
    return run(
        {"worker.py": worker, **files},
        ["worker.py", *arguments],
        seconds=seconds,
        interpreter=place.interpreter,
        trusted=place.trusted,
        unsafe=place.unsafe,
    )


def _program(example: Example, parameters: Mapping[str, Any]) -> dict[str, str]:
    # One line before the code keeps what a traceback says nearly true: every line is one further down.
    header = "; ".join(f"{name} = {value!r}" for name, value in sorted(parameters.items())) + "\n"
    return {"main.py": header + example.source}


def error_of(finished: Finished) -> str:
    """Return why a run failed, in a line."""
    if finished.stopped:
        return finished.stopped.text
    lines = [line for line in finished.stderr.strip().splitlines() if line.strip()]
    return lines[-1] if lines else f"it ended with code {finished.exit_code} and said nothing"


def result_of(finished: Finished) -> dict[str, Any]:
    """Return what the worker reported. Raises ValueError where it is not what a worker reports: a child may lie."""
    found = json.loads(finished.result)
    if not isinstance(found, dict):
        raise ValueError("no object")
    seconds = found.get("seconds", 1.0)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < 1e6:
        raise ValueError("no seconds")
    return found


def taken(
    measure: Measure, name: str, example: Example, parameters: Mapping[str, Any], place: RunEnvironment
) -> float | str:
    """Return the reading of one trial. Raises ProgramFailed where the program fails or must be stopped."""
    finished = started([measure.MODE], _program(example, parameters), place, TRIAL_SECONDS)
    try:
        result = result_of(finished)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _failed(name, error_of(finished)) from None
    if measure.MODE == "print" and (finished.stopped or finished.exit_code):
        raise _failed(name, error_of(finished))
    try:
        reading = measure.reading(result | {"printed": finished.stdout})
    except (ValueError, TypeError, ZeroDivisionError) as error:
        raise _failed(name, f"for {measure.NAME}, {error}") from None
    if isinstance(reading, float) and not (math.isfinite(reading) and reading > 0):
        raise _failed(name, f"it measured {reading}, which is no figure")
    return reading


def _failed(name: str, why: str) -> ProgramFailed:
    return ProgramFailed(f"The example `{name}` failed: {why}")


def run_output(
    example: Example, place: RunEnvironment, *, seconds: float = 10.0, parameters: Mapping[str, Any] | None = None
) -> Printed:
    """Run a program once and return what it and its child processes printed."""
    finished = started(["print"], _program(example, parameters or {}), place, seconds)
    failed = finished.stopped is not None or finished.exit_code != 0
    return Printed(
        text=finished.stdout,
        error=error_of(finished) if failed else "",
        timed_out=finished.stopped is not None and finished.stopped.limit is Limit.TIME,
    )
