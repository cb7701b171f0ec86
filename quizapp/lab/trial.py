"""A trial: one variant, run once in a fresh child process."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizapp.core.measures import MEASURES
from quizapp.core.model import Example
from quizapp.core.strict_json import parse_json
from quizapp.errors import ProgramFailed
from quizapp.lab.measures import Measure
from quizapp.lab.sandbox import LIMIT_TEXTS, Finished, RunEnvironment, run

TRIAL_SECONDS = 20.0
LEAST_READING, MOST_READING = 1e-9, 1e15  # of any measure: their ratios and logarithms are finite


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A sample of a run in progress, with the progress of the run and the load."""

    variant: str
    reading: float
    unit: str
    done: int
    limit: float  # seconds that the whole run may take
    foreign: float = 0.0  # cores that other programs use


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a program printed, and why it failed, if it did."""

    text: str
    error: str


def started(arguments: list[str], files: Mapping[str, str], environment: RunEnvironment, seconds: float) -> Finished:
    """Run worker.py with these arguments in the sandbox and return how it ended. `seconds` limits the run."""
    worker = Path(__file__).with_name("worker.py").read_text("utf-8")
    return run({"worker.py": worker, **files}, ["worker.py", *arguments], environment, seconds=seconds)


def _program(example: Example, parameters: Mapping[str, Any]) -> dict[str, str]:
    # All parameters are on one line, so line numbers in a traceback are only one too high.
    header = "; ".join(f"{name} = {value!r}" for name, value in sorted(parameters.items())) + "\n"
    return {"main.py": header + example.source}


def error_of(finished: Finished) -> str:
    """Return why a run failed, in one line: the limit of the sandbox that it reached, or its last message."""
    lines = [line for line in finished.stderr.strip().splitlines() if line.strip()]
    if limit := _limit_reached(finished):
        return f"it reached a limit of the sandbox, {limit}" + (f": {lines[-1]}" if lines else "")
    if finished.stopped:
        return finished.stopped.text
    return lines[-1] if lines else f"it exited with code {finished.exit_code} without a message"


def _limit_reached(finished: Finished) -> str:
    """Return the limit that the worker reported, in words, or ''. Untrusted code may have written the report."""
    try:
        found = parse_json(finished.result)
    except (ValueError, RecursionError):
        return ""
    limit = found.get("limit") if isinstance(found, dict) else None
    return LIMIT_TEXTS.get(limit, "") if isinstance(limit, str) else ""


def result_of(finished: Finished) -> dict[str, Any]:
    """Return what the worker reported. Raises ValueError if the form is wrong: untrusted code may have written it."""
    found = parse_json(finished.result)
    if not isinstance(found, dict):
        raise ValueError("the result is not an object")
    if "limit" in found:
        raise ValueError("the program reached a limit")
    seconds = found.get("seconds", 1.0)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < 1e6:
        raise ValueError("`seconds` is not a duration")
    return found


def taken(
    measure: Measure, name: str, example: Example, parameters: Mapping[str, Any], environment: RunEnvironment
) -> float | str:
    """Return the reading of one trial. Raises ProgramFailed if the program fails or a limit stops it."""
    finished = started([measure.MODE], _program(example, parameters), environment, TRIAL_SECONDS)
    return reading_of(measure, name, finished)


def reading_of(measure: Measure, name: str, finished: Finished) -> float | str:
    """Return the reading of a run that ended. Raises ProgramFailed; untrusted code may have written any result."""
    try:
        result = result_of(finished)
    except (ValueError, RecursionError):
        raise _failed(name, error_of(finished)) from None
    if measure.MODE == "print" and (finished.stopped or finished.exit_code):
        raise _failed(name, error_of(finished))
    try:
        reading = measure.reading(result | {"printed": finished.stdout})
    except KeyError as error:
        raise _failed(name, f"for {measure.NAME}, {error} is missing in its result") from None
    except (ValueError, TypeError, ArithmeticError) as error:
        raise _failed(name, f"for {measure.NAME}, {error}") from None
    least = 0.0 if MEASURES[measure.NAME].least else LEAST_READING
    if isinstance(reading, float) and not least <= reading <= MOST_READING:
        expected = f"a number from {least:g} to {MOST_READING:g} was expected"
        raise _failed(name, f"it measured {reading:g}; {expected}")
    return reading


def _failed(name: str, why: str) -> ProgramFailed:
    return ProgramFailed(f"The example `{name}` failed: {why}")


def run_output(
    example: Example, environment: RunEnvironment, *, seconds: float = 10.0, parameters: Mapping[str, Any] | None = None
) -> Printed:
    """Run a program once and return what it and its child processes printed. `seconds` limits the run."""
    finished = started(["print"], _program(example, parameters or {}), environment, seconds)
    failed = finished.stopped is not None or finished.exit_code != 0
    return Printed(
        text=finished.stdout,
        error=error_of(finished) if failed else "",
    )
