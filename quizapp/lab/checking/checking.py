"""The child's side: what the checks of a program import, as in `from checking import interleavings, printed`.

Uses only the standard library: this file is passed as text to an isolated interpreter.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

PROGRAM = "answer.py"
MOST_SWITCHES = 500  # places at which `interleavings` interrupts the first call
STALL_SECONDS = 0.05  # without progress, after which a call is taken to wait for the other one

wanted_speedups: list[dict[str, str | bool]] = []


class CheckFailed(Exception):
    """A check that failed: what was tried, what was expected, and what came."""

    def __init__(self, tried: str, expected: str, got: str, values: dict[str, str] | None = None) -> None:
        super().__init__(f"{tried}: expected {expected}, got {got}")
        self.tried, self.expected, self.got, self.values = tried, expected, got, values or {}
        self.trace: list[dict[str, Any]] = []  # lines of the program, innermost last


def shown(value: Any) -> str:
    """Return a value as the learner sees it: lines as lines, anything else as Python writes it, shortened."""
    if isinstance(value, str) and "\n" in value.strip("\n"):
        return value[:4000]
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", repr(value))
    return text if len(text) <= 300 else f"{text[:290]} ... ({len(text)} characters)"


def called(function: Callable[..., Any], arguments: tuple[Any, ...]) -> str:
    """Return a call as text."""
    name = getattr(function, "__qualname__", repr(function))
    name = "" if "<lambda>" in name else name.removeprefix("answer.")
    return f"{name}({', '.join(map(shown, arguments))})" if name else ""


def printed(function: Callable[..., Any], *arguments: Any) -> str:
    """Call a function and return what it printed, with what its threads and child processes printed."""
    with tempfile.TemporaryFile("w+b") as file:
        _flush()
        _stop_fork_server()
        kept = os.dup(1)
        os.dup2(file.fileno(), 1)
        try:
            function(*arguments)
        finally:
            _flush()
            _stop_fork_server()
            os.dup2(kept, 1)
            os.close(kept)
        file.seek(0)
        return _text(file.read())


def _stop_fork_server() -> None:
    """Stop the server that forks processes, if there is one: its children print where it printed when it started."""
    module = sys.modules.get("multiprocessing.forkserver")
    if module is not None:
        module._forkserver._stop()


def run() -> str:
    """Run the whole program as `python answer.py` does, in a process of its own, and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", PROGRAM], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        errors = done.stderr.decode("utf-8", "replace").strip()
        got = errors.splitlines()[-1] if errors else f"exit code {done.returncode}"
        failed = CheckFailed("python answer.py", "a program that ends without an error", got)
        failed.trace = _program_lines(errors)
        raise failed
    return _text(done.stdout)


def _program_lines(errors: str) -> list[dict[str, Any]]:
    """Return the lines of the program in the last traceback of a text."""
    last = errors[errors.rfind("Traceback (most recent call last)") :]
    found = re.findall(rf'File "[^"]*{re.escape(PROGRAM)}", line (\d+)(?:, in (\S+))?\n\s*(.*)', last)
    return [{"line": int(line), "text": text, "function": name.replace("<module>", "")} for line, name, text in found]


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()


def _text(data: bytes) -> str:
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def raises(error: type[BaseException], function: Callable[..., Any], *arguments: Any) -> BaseException:
    """Call a function, which must raise this error; return the error."""
    try:
        value = function(*arguments)
    except error as raised:
        return raised
    except Exception as other:
        got = f"{type(other).__name__}: {other}"
    else:
        got = f"no error; it returned {shown(value)}"
    raise CheckFailed(called(function, arguments), error.__name__, got)


def together(*functions: Callable[[], Any]) -> list[Any]:
    """Call the functions in threads that start at the same moment; return their results in order.

    An error of a thread is raised here.
    """
    barrier = threading.Barrier(len(functions))
    results: list[Any] = [None] * len(functions)
    errors: list[BaseException] = []

    def call(number: int) -> None:
        barrier.wait()
        try:
            results[number] = functions[number]()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=call, args=(number,), daemon=True) for number in range(len(functions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


def interleavings(start: Callable[[], Any], first: Callable[[Any], Any], second: Callable[[Any], Any]) -> Iterator[Any]:
    """Try every place at which one call can be interrupted by another, and yield what both left behind.

    For each place: call `start()`, then `first` with its value in a thread; interrupt it there, let `second` run in
    another thread to its end, or until it waits for the first, then let the first go on. Yields that value. Places
    are the steps of the learner's program: a check of the value after each loses no race.
    """
    for place in range(1, MOST_SWITCHES + 1):
        value = start()
        if not _switched(lambda: first(value), lambda: second(value), place):  # noqa: B023
            yield value
            return
        yield value


class _Steps:
    """A trace function that counts the steps of the program in one thread, and waits at one of them."""

    def __init__(self, place: int = 0, reached: Callable[[], None] | None = None) -> None:
        self.count, self.place, self.reached = 0, place, reached

    def __call__(self, frame: Any, event: str, argument: Any) -> Any:
        if os.path.basename(frame.f_code.co_filename) != PROGRAM:
            return None
        frame.f_trace_opcodes = True
        if event in ("line", "opcode"):
            self.count += 1
            if self.count == self.place and self.reached is not None:
                self.reached()
        return self


def _switched(first: Callable[[], Any], second: Callable[[], Any], place: int) -> bool:
    """Interrupt `first` at a step of it for `second`; return whether it has so many steps."""
    paused, go_on, errors = threading.Event(), threading.Event(), []

    def reached() -> None:
        paused.set()
        go_on.wait()

    interrupted, other = _Steps(place, reached), _Steps()

    def call(function: Callable[[], Any], steps: _Steps, ended: threading.Event) -> None:
        sys.settrace(steps)
        try:
            function()
        except BaseException as error:
            errors.append(error)
        finally:
            sys.settrace(None)
            ended.set()

    ends = threading.Event()
    thread = threading.Thread(target=call, args=(first, interrupted, paused), daemon=True)
    thread.start()
    paused.wait()
    rest = threading.Thread(target=call, args=(second, other, ends), daemon=True)
    rest.start()
    _ended_or_waits(ends, other)
    go_on.set()
    thread.join()
    rest.join()
    if errors:
        raise errors[0]
    return interrupted.count >= place


def _ended_or_waits(ended: threading.Event, steps: _Steps) -> None:
    """Wait until a call has ended, or makes no step any more. A slow machine may only weaken the check."""
    seen, since = -1, time.monotonic()
    while not ended.wait(0.002):
        if steps.count != seen:
            seen, since = steps.count, time.monotonic()
        elif time.monotonic() - since > STALL_SECONDS:
            return


def speedup(*, at_least: float | str = "", at_most: float | str = "", needs_cores: bool = True) -> None:
    """Expect main() of the program to be so many times as fast as main() of the given program.

    The lab measures it after all other checks have passed; beside busy programs it gives no verdict. The bounds are
    numbers, or arithmetic over the facts of the machine such as "0.6 * min(2, cores)". `needs_cores`: whether the claim
    depends on free cores; one about waiting does not.
    """
    wanted_speedups.append({"at_least": str(at_least), "at_most": str(at_most), "needs_cores": needs_cores})
