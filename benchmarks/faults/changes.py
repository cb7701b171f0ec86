"""The preloaded library of changes.c: it counts the changes of files, and fails one or kills the process at it."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("changes.c")
NO_FAULT = "change:0:0:once"


@dataclass(frozen=True, slots=True)
class Changes:
    """How many changes a process made, and when it made the first and the last, in seconds of the monotonic clock."""

    number: int = 0
    first_s: float = 0.0
    last_s: float = 0.0


@contextmanager
def library() -> Iterator[str]:
    """Build the library and yield its path."""
    with tempfile.TemporaryDirectory() as folder:
        built = f"{folder}/changes.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", built, SOURCE, "-ldl"], check=True)
        yield built


def variables(home: Path, fault: str = NO_FAULT) -> dict[str, str]:
    """Return the environment in which the changes below a home are counted, and a fault happens; see changes.c."""
    _count(home).unlink(missing_ok=True)
    return {"QUIZAPP_FAULT": fault, "QUIZAPP_FAULT_UNDER": str(home), "QUIZAPP_FAULT_COUNT": str(_count(home))}


def seen(home: Path) -> Changes:
    """Return the changes that the last command made below a home."""
    words = _count(home).read_text().split() if _count(home).exists() else []
    return Changes(int(words[0]), float(words[1]), float(words[2])) if words else Changes()


def _count(home: Path) -> Path:
    return home.with_name("changes")
