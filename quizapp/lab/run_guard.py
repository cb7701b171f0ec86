"""Starts the process that ends a run when quizapp itself is ended, and tells it which runs are in progress."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

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


@lru_cache(maxsize=1)
def _guard(owner: int) -> "subprocess.Popen[bytes]":
    """Return the guard of this process (`owner`): after a fork, the child starts its own."""
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(Path(__file__).with_name("guard_child.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,  # the signals of the terminal do not reach it
    )


def start() -> None:
    """Start the guard if it does not run yet, so that it is not counted among the processes of a run."""
    if sys.platform.startswith("linux"):
        _libc()
        if _guard(os.getpid()).poll() is not None:
            _guard.cache_clear()
            _guard(os.getpid())


def _tell(line: str) -> None:
    guard = _guard(os.getpid()).stdin
    assert guard
    with contextlib.suppress(BrokenPipeError):
        os.write(guard.fileno(), os.fsencode(line))


@contextlib.contextmanager
def guarded(pid: int, folder: str) -> Iterator[None]:
    """Let the guard end the session `pid` and remove its folder if this process ends inside the block."""
    if not sys.platform.startswith("linux"):
        yield
        return
    _tell(f"+ {pid} {folder}\n")
    try:
        yield
    finally:
        _tell(f"- {pid} {folder}\n")
