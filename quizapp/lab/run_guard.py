"""Starts the process that ends a run when quizapp itself is ended, and tells it which runs are in progress."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

NO_SESSION = -1  # of a run that has not started
_PR_SET_PDEATHSIG = 1


@lru_cache(maxsize=1)
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def end_with(parent: int) -> None:
    """Let the kernel kill this process when its parent ends. Call it in a new child; Linux only."""
    if sys.platform.startswith("linux"):
        _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it ended before the call
            os._exit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guard:
    """The guard of this process: its id, and the pipe that it reads."""

    pid: int
    pipe: int

    def tell(self, line: str) -> None:
        """Write a line to the guard; without one the run goes on."""
        with contextlib.suppress(BrokenPipeError):
            os.write(self.pipe, os.fsencode(line))

    def runs(self) -> bool:
        """Return whether the guard has not ended."""
        try:
            return os.waitpid(self.pid, os.WNOHANG) == (0, 0)
        except ChildProcessError:
            return False


@lru_cache(maxsize=1)
def _guard(owner: int) -> _Guard:
    """Start the guard of this process (`owner`): after a fork, the child starts its own."""
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", str(Path(__file__).with_name("guard_child.py"))],
        stdin=reader,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,  # the signals of the terminal do not reach it
    )
    os.close(reader)
    process.returncode = 0  # it outlives this process, so nobody waits for it
    return _Guard(pid=process.pid, pipe=writer)


def start() -> None:
    """Start the guard if it does not run yet, so that it is not counted among the processes of a run."""
    if sys.platform.startswith("linux"):
        _libc()
        if not _guard(os.getpid()).runs():
            os.close(_guard(os.getpid()).pipe)
            _guard.cache_clear()
            _guard(os.getpid())


@contextlib.contextmanager
def guarded(pid: int, folder: str) -> Iterator[None]:
    """Let the guard end the session `pid` and remove its folder if this process ends inside the block."""
    if not sys.platform.startswith("linux"):
        yield
        return
    guard = _guard(os.getpid())
    guard.tell(f"+ {pid} {folder}\n")
    try:
        yield
    finally:
        guard.tell(f"- {pid} {folder}\n")
