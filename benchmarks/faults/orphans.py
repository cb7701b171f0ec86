"""Processes that outlive a killed command: the kernel makes them children of this process."""

import ctypes
import os
import time
from contextlib import suppress
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
PATIENCE_S = 10.0  # until the guard of a run and the kernel have ended them


def adopt() -> None:
    """Become the parent of every process whose own parent ends."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def orphans(known: int) -> list[str]:
    """Return the command lines of adopted processes that go on running; `known` is a child of our own."""
    deadline = time.monotonic() + PATIENCE_S
    while (left := _running(known)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return [_command(pid) for pid in left]


def _running(known: int) -> list[int]:
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [pid for pid in map(int, children) if pid != known and not _has_ended(pid)]


def _has_ended(pid: int) -> bool:
    with suppress(ChildProcessError):
        return os.waitpid(pid, os.WNOHANG) != (0, 0)
    return True


def _command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace").replace("\0", " ").strip()[:200]
    return ""
