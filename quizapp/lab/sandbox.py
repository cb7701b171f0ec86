"""Runs code in a child process under limits. The only importer of subprocess.

The base layer: an isolated interpreter (-I -S), a scrubbed environment, a temporary folder as home, a
session of its own, capped output, resource limits, SIGKILL to the whole group, and a sweep of what left
the group.
"""

import contextlib
import ctypes
import os
import resource
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

OUTPUT_CAP = 1 << 20  # bytes of each stream
MOST_MEMORY = 1 << 30  # bytes of resident memory, summed over the group
MOST_PROCESSES = 64
WATCH_SECONDS = 0.1
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """How a child ended: its output, the lines of its private pipe, and what stopped it ('' for itself)."""

    exit_code: int
    stdout: str
    stderr: str
    result: str
    seconds: float
    stopped: str = ""


def layers() -> str:
    """Return what is in force, for the screen and the JSON."""
    return "base + rlimits"


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (100 << 20, 100 << 20))


def _become_subreaper() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _environment(home: str) -> dict[str, str]:
    return {"HOME": home, "TMPDIR": home, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


def run(
    files: Mapping[str, str],
    arguments: Sequence[str],
    *,
    seconds: float,
    interpreter: str = sys.executable,
) -> Finished:
    """Write the files to a temporary folder, run `interpreter -I -S arguments` there, and return how it ended.

    `seconds` is the limit on wall-clock time. The child's fd 3 is a pipe whose text is `result`.
    No process and no file of the run is left, whatever happens.
    """
    _become_subreaper()
    with tempfile.TemporaryDirectory(prefix="quizapp-", ignore_cleanup_errors=True) as folder:
        for name, text in files.items():
            Path(folder, name).write_text(text, "utf-8")
        reader, writer = os.pipe()
        os.set_inheritable(writer, True)
        began = time.monotonic()
        try:
            child = subprocess.Popen(
                [interpreter, "-I", "-S", *arguments, str(writer)],
                cwd=folder,
                env=_environment(folder),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=(writer,),
                start_new_session=True,
                preexec_fn=_limits,
            )
        finally:
            os.close(writer)
        with child, _swept(child):
            return _watched(child, reader, began, seconds)


@contextlib.contextmanager
def _swept(child: "subprocess.Popen[bytes]") -> Iterator[None]:
    before = _children()
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(5)
        _sweep(before | {child.pid})


def _children() -> set[int]:
    try:
        text = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    except OSError:
        return set()
    return {int(pid) for pid in text.split()}


def _sweep(known: set[int]) -> None:
    """Kill what was left to us when its parent in the run died: a daemon in a session of its own, say."""
    deadline = time.monotonic() + 1.0
    while (left := _children() - known) and time.monotonic() < deadline:
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _watched(child: "subprocess.Popen[bytes]", reader: int, began: float, seconds: float) -> Finished:
    assert child.stdout and child.stderr
    kept: dict[int, bytearray] = {fd: bytearray() for fd in (child.stdout.fileno(), child.stderr.fileno(), reader)}
    stopped = ""
    with selectors.DefaultSelector() as selector:
        for fd in kept:
            os.set_blocking(fd, False)
            selector.register(fd, selectors.EVENT_READ)
        while selector.get_map() and not stopped:
            for key, _ in selector.select(WATCH_SECONDS):
                _drain(key.fd, kept[key.fd], selector)
            stopped = _reason(child, kept, began, seconds)
            if child.poll() is not None and not stopped:
                for fd in kept:
                    _drain(fd, kept[fd], selector)
                break
    os.close(reader)
    if stopped:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    out, err, result = (bytes(buffer).decode("utf-8", "replace") for buffer in kept.values())
    spent = time.monotonic() - began
    return Finished(exit_code=child.returncode, stdout=out, stderr=err, result=result, seconds=spent, stopped=stopped)


def _drain(fd: int, buffer: bytearray, selector: selectors.BaseSelector) -> None:
    try:
        while len(buffer) <= OUTPUT_CAP and (chunk := os.read(fd, 65536)):
            buffer += chunk
        if len(buffer) <= OUTPUT_CAP and fd in selector.get_map():
            selector.unregister(fd)
    except BlockingIOError:
        return


def _reason(child: "subprocess.Popen[bytes]", kept: Mapping[int, bytearray], began: float, seconds: float) -> str:
    if time.monotonic() - began > seconds:
        return f"it took longer than {seconds:g} s"
    if any(len(buffer) > OUTPUT_CAP for buffer in kept.values()):
        return f"it wrote more than {OUTPUT_CAP // 1024 // 1024} MB"
    memory, count = _group_use(child.pid)
    if memory > MOST_MEMORY:
        return f"it used more than {MOST_MEMORY // 1024 // 1024} MB of memory"
    return f"it started more than {MOST_PROCESSES} processes" if count > MOST_PROCESSES else ""


def _group_use(group: int) -> tuple[int, int]:
    """Return resident bytes and the number of processes of a session, from /proc; (0, 0) where there is none."""
    memory = count = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == group:
            memory += int(fields[21]) * resource.getpagesize()
            count += 1
    return memory, count
