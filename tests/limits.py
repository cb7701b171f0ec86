"""Limits of waits: a process that neither answers nor ends fails its own test, and never holds up the whole run.

A test has `timeout` seconds (pyproject.toml), fixtures included; then pytest-timeout raises in it, and again from time
to time, because it may wait in a `finally`. What that does not end (a call that never returns, an example that
Hypothesis runs again each time) ends with its process: `faulthandler` prints the stacks of all threads, and
pytest-xdist names the test and ends the run.
"""

import faulthandler
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import Popen, TimeoutExpired
from typing import AnyStr

AGAIN, TEARDOWN, PROCESS = 0.25, 0.5, 2.0  # of `timeout`
END_SECONDS = 20
START_SECONDS = 100  # until a server listens
LIFE_SECONDS = 200  # less than `timeout`


@contextmanager
def ending_process(seconds: float, stderr: int) -> Iterator[None]:
    """Print the stacks of all threads and end this process if the block takes longer; 0 is no limit."""
    if seconds:
        faulthandler.dump_traceback_later(seconds, exit=True, file=stderr)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@contextmanager
def killed_after(process: "Popen[AnyStr]", seconds: float = END_SECONDS) -> Iterator[None]:
    """Kill a process if the block takes longer: reads of what it prints end then, and so do waits for it."""
    timer = threading.Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def limited(process: "Popen[AnyStr]", seconds: float = LIFE_SECONDS) -> Iterator["Popen[AnyStr]"]:
    """Wait for a process at the end of the block, as `with process` does; kill it if it lives longer than `seconds`."""
    with killed_after(process, seconds), process:
        yield process


def end(process: "Popen[AnyStr]") -> None:
    """End a process with SIGTERM, or kill it if it does not end."""
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except TimeoutExpired:
        process.kill()
        process.wait(END_SECONDS)
