"""One trial: one variant, once, in a fresh child process."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizapp.core.model import Example
from quizapp.errors import ExitCode, QuizError
from quizapp.lab.sandbox import Finished, run

TRIAL_SECONDS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A sample as it comes: which variant, how long it took, and how far the run is."""

    variant: str
    seconds: float
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a program printed, or what went wrong."""

    text: str
    error: str
    timed_out: bool


def _started(example: Example, parameters: Mapping[str, Any], mode: str, seconds: float) -> Finished:
    # One line before the code keeps what a traceback says nearly true: every line is one further down.
    header = "; ".join(f"{name} = {value!r}" for name, value in sorted(parameters.items())) + "\n"
    worker = Path(__file__).with_name("worker.py").read_text("utf-8")
    files = {"main.py": header + example.source, "worker.py": worker}
    return run(files, ["worker.py", mode], seconds=seconds)


def _error(finished: Finished) -> str:
    if finished.stopped:
        return finished.stopped
    lines = [line for line in finished.stderr.strip().splitlines() if line.strip()]
    return lines[-1] if lines else f"it ended with code {finished.exit_code} and said nothing"


def timed(name: str, example: Example, parameters: Mapping[str, Any], seconds: float = TRIAL_SECONDS) -> float:
    """Return the seconds of one run. Raises QuizError (exit code 5) where the program fails or must be stopped."""
    finished = _started(example, parameters, "time", seconds)
    try:
        return float(json.loads(finished.result)["seconds"])
    except (ValueError, KeyError, TypeError):
        raise QuizError(
            f"The example `{name}` failed: {_error(finished)}",
            "The other questions are not concerned; suspend this one with s.",
            ExitCode.SANDBOX,
        ) from None


def run_output(example: Example, *, seconds: float = 10.0, parameters: Mapping[str, Any] | None = None) -> Printed:
    """Run a program once and return what it and its child processes printed."""
    finished = _started(example, parameters or {}, "print", seconds)
    failed = bool(finished.stopped) or finished.exit_code != 0
    return Printed(
        text=finished.stdout, error=_error(finished) if failed else "", timed_out="longer than" in finished.stopped
    )
