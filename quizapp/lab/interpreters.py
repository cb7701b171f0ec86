"""Finds the Python interpreters of this machine and reads their facts."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from quizapp.errors import ExitCode, QuizError
from quizapp.lab.machine import PROBE, Machine, machine_from
from quizapp.lab.sandbox import RunEnvironment, run

PROBE_SECONDS = 2.0
OLDEST = (3, 8)  # the oldest version that runs the worker
MOST = 40  # interpreters to probe
_NAMES = ("python3", "python3.[0-9]*", "python3.[0-9]*t", "pypy3", "pypy3.[0-9]*", "python")
_CONDA = ("miniconda3", "miniforge3", "anaconda3")  # folders of the home directory
_FRAMEWORKS = ("Python.framework", "PythonT.framework")  # of the macOS installer; the latter is without the GIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """An interpreter: its real path and its facts."""

    path: str
    machine: Machine


def _folders(environ: dict[str, str]) -> Iterable[Path]:
    """Yield the folders that may have interpreters: PATH, then those of version managers and installers."""
    yield from (Path(entry) for entry in environ.get("PATH", "").split(os.pathsep) if entry)
    home = Path(environ.get("HOME", "~")).expanduser()
    data = Path(environ.get("XDG_DATA_HOME", home / ".local/share"))
    roots = (
        Path(environ.get("PYENV_ROOT", home / ".pyenv")) / "versions",
        data / "uv/python",
        data / "mise/installs/python",
        home / ".asdf/installs/python",
        *(home / conda / "envs" for conda in _CONDA),
        *(Path("/Library/Frameworks") / name / "Versions" for name in _FRAMEWORKS),
    )
    for root in roots:
        yield from sorted(root.glob("*/bin"))
    yield from (home / conda / "bin" for conda in _CONDA)
    yield from (Path("/opt/homebrew/bin"), Path("/home/linuxbrew/.linuxbrew/bin"))


def candidates(environ: dict[str, str]) -> list[Path]:
    """Return the real paths of files that may be interpreters, each once, without the shims of version managers."""
    found: dict[tuple[int, int], Path] = {}  # by file: the two names of a free-threaded build are hard links
    for folder in _folders(environ):
        if folder.name == "shims" or not folder.is_dir():
            continue
        for name in _NAMES:
            for path in sorted(folder.glob(name)):
                if not path.name.endswith("-config") and os.access(path, os.X_OK):
                    file = path.stat()
                    found.setdefault((file.st_dev, file.st_ino), path.resolve())
    return list(found.values())[:MOST]


def probe(path: Path) -> Interpreter:
    """Return an interpreter's facts. Raises QuizError (exit code 2) if it is none or does not answer in time."""
    try:
        finished = run({"probe.py": PROBE}, ["probe.py"], RunEnvironment(interpreter=str(path)), seconds=PROBE_SECONDS)
        machine = machine_from(finished.stdout)
    except (ValueError, OSError):
        raise QuizError(
            f"{path}: this is no Python interpreter that answers.",
            "Name the program itself, such as /usr/bin/python3.13.",
            ExitCode.USAGE,
        ) from None
    if tuple(int(part) for part in machine.python.split(".")[:2]) < OLDEST:
        hint = "Versions from {}.{} on can be measured.".format(*OLDEST)
        raise QuizError(f"{path}: this is Python {machine.python}.", hint, ExitCode.USAGE)
    return Interpreter(path=str(path), machine=machine)


@lru_cache(maxsize=16)
def interpreter_of(version: str) -> Interpreter | None:
    """Return an interpreter of this machine that has a version such as `3.13t`, or None."""
    return next((each for each in found_interpreters(dict(os.environ)) if _version_of(each.machine) == version), None)


def _version_of(machine: Machine) -> str:
    prefix = "pypy" if machine.implementation == "PyPy" else ""
    return prefix + ".".join(machine.python.split(".")[:2]) + ("t" if machine.free_threaded_build else "")


def found_interpreters(environ: dict[str, str]) -> list[Interpreter]:
    """Return every working interpreter of this machine, sorted by version."""
    answered = []
    for path in candidates(environ):
        try:
            answered.append(probe(path))
        except QuizError:
            continue
    return sorted(answered, key=lambda each: [int(part) if part.isdigit() else 0 for part in _parts(each)])


def _parts(each: Interpreter) -> list[str]:
    return [*each.machine.python.split(".")[:2], str(int(each.machine.gil))]
