"""Waits for the end of quizapp, then ends the runs that were in progress and removes their folders.

A process of its own, because no handler runs after SIGKILL. It reads lines from its standard input: `+ PID FOLDER` when
a run begins and `- PID FOLDER` when it has ended. The end of the input is the end of quizapp, however it ended.
Uses only the standard library: an isolated interpreter runs it.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import time

SECONDS = 3.0  # limit of the time spent on ending the processes of a run


def _parents() -> dict[int, tuple[int, int]]:
    """Return the parent and the session of every process."""
    found = {}
    for name in os.listdir("/proc") if os.path.isdir("/proc") else ():
        try:
            with open(f"/proc/{int(name)}/stat", encoding="utf-8", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
        except (OSError, ValueError):
            continue
        if fields[0] not in "ZX":
            found[int(name)] = (int(fields[1]), int(fields[3]))
    return found


def _has_folder(pid: int, folder: str) -> bool:
    """Return whether a process was started with the temporary folder of a run: a daemon keeps only that."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return f"TMPDIR={folder}".encode() in file.read().split(b"\0")
    except OSError:
        return False


def _processes(root: int, folder: str) -> set[int]:
    """Return the processes of a run: its session, their descendants, and those that have its folder."""
    parents = _parents()
    run = {pid for pid, (_, session) in parents.items() if session == root or _has_folder(pid, folder)}
    while more := {pid for pid, (parent, _) in parents.items() if parent in run and pid not in run}:
        run |= more
    return run - {os.getpid()}


def end(root: int, folder: str) -> None:
    """Kill the processes of a run until none is left, then remove its folder."""
    deadline = time.monotonic() + SECONDS
    while (left := _processes(root, folder)) and time.monotonic() < deadline:
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                continue
        time.sleep(0.01)
    try:
        runpy.run_path(os.path.join(os.path.dirname(__file__), "run_folder.py"))["remove"](folder)
    except OSError:
        return  # nobody is left who could be told


def main() -> None:
    """Keep the runs in progress until the input ends, then end them."""
    runs: set[tuple[int, str]] = set()
    for line in sys.stdin:
        sign, pid, folder = line.rstrip("\n").split(" ", 2)
        (runs.add if sign == "+" else runs.discard)((int(pid), folder))
    for root, folder in runs:
        end(root, folder)


if __name__ == "__main__":
    main()
