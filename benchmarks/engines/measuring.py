"""What the benchmarks measure with. Standard library alone: a Python without quizapp imports it too."""

import os
import re
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Call a function; return the seconds that it took, and its result."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def seconds_of(work: Callable[[], object]) -> float:
    """Call a function; return the seconds that it took."""
    return timed(work)[0]


def process_seconds(words: Sequence[str], env: Mapping[str, str], stdin: str = "") -> float:
    """Run a program to its end; return the seconds that it took. Raises CalledProcessError where it fails."""
    return seconds_of(
        lambda: subprocess.run(list(words), env=dict(env), input=stdin, text=True, capture_output=True, check=True)
    )


def peak_mb() -> float:
    """Return the peak resident memory of this process in MB, without that of the process that started it (Linux)."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text("ascii"))
    assert found
    return int(found[1]) / 1024


def quizapp_environ(folder: Path) -> dict[str, str]:
    """Return this environment with a database and settings in a folder, and no other setting of quizapp.

    Python may keep compiled modules, as an installation does: otherwise each start would compile those of a checkout.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUIZAPP_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | {"QUIZAPP_DB": str(folder / "quiz.db"), "QUIZAPP_CONFIG": str(folder / "config.toml")}


def spread(values: Sequence[float], unit: str) -> str:
    """Return the median and the range, with three significant digits."""
    low, middle, high = (f"{each:.3g}" for each in (min(values), statistics.median(values), max(values)))
    return f"{middle} {unit} ({low} to {high})"


def write_part(page: Path, mark: str, text: str) -> None:
    """Replace the text between `<!-- mark -->` and `<!-- end of mark -->` in a page."""
    pattern = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- end of {mark} -->)", re.S)
    page.write_text(pattern.sub(lambda found: f"{found[1]}{text}\n{found[2]}", page.read_text("utf-8")), "utf-8")
