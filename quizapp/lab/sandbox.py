"""Runs code in a child process under limits.

The base layer: an isolated interpreter (-I -S), a scrubbed environment, a temporary folder as home, a
session of its own, limited output, resource limits, SIGKILL to the whole group, and a sweep of processes
that left the group.
"""

import contextlib
import ctypes
import math
import os
import resource
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from quizapp.errors import ExitCode, QuizError
from quizapp.lab import run_guard
from quizapp.lab.confinement import LAYERS, Run, layer_for
from quizapp.lab.run_folder import run_folder
from quizapp.lab.seccomp_filter import filter_file
from quizapp.lab.stopping import end_if_stopped

OUTPUT_CAP = 1 << 20  # bytes of each stream
MOST_MEMORY = 1 << 30  # bytes of resident memory, summed over the group
MOST_PROCESSES = 64
WATCH_SECONDS = 0.1
LIMITS = (
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_FSIZE, 100 << 20),
    # A thousand threads reserve 8 GB for their stacks without using them; the watchdog limits the memory that is used.
    (resource.RLIMIT_AS, 16 << 30),
    (resource.RLIMIT_NOFILE, 512),
)
# What a child reports that reached a limit which the system enforces; see worker.limit_of.
LIMIT_TEXTS: Mapping[str, str] = {
    "memory": "16 GB of address space",
    "threads": "16 GB of address space, which about 1900 threads fill",
    "files": "512 open files",
    "file size": "100 MB for a file",
    "space": "the space for files, which is 64 MB in namespaces",
}
MOST_ARENAS = 16  # of malloc; each reserves 64 MB of address space, and the default is 8 for each core
_PR_SET_CHILD_SUBREAPER = 36


class Limit(StrEnum):
    """A limit that stops a run."""

    TIME = "time"
    OUTPUT = "output"
    MEMORY = "memory"
    PROCESSES = "processes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """The limit that stopped a run, and a text for it such as `it took longer than 10 s`."""

    limit: Limit
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """How a child ended: its output, the text of its private pipe, and the limit that stopped it, if any."""

    exit_code: int
    stdout: str
    stderr: str
    result: str
    seconds: float
    stopped: Stop | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnvironment:
    """The environment of a run: the interpreter, and how far the code is trusted."""

    interpreter: str = sys.executable
    trusted: bool = True  # ships with quizapp, so the base layer is enough
    unsafe: bool = False  # the learner lets untrusted code run without confinement


HERE = RunEnvironment()


def _limits(parent: int) -> None:
    run_guard.end_with(parent)
    for limit, most in LIMITS:
        hard = resource.getrlimit(limit)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (most, most))


def _become_subreaper() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _environment(home: str) -> dict[str, str]:
    return {
        "HOME": home, "TMPDIR": home, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1",
        "MALLOC_ARENA_MAX": str(MOST_ARENAS),
    }  # fmt: skip


def run(
    files: Mapping[str, str], arguments: Sequence[str], environment: RunEnvironment = HERE, *, seconds: float
) -> Finished:
    """Write the files to a temporary folder, run `interpreter -I -S arguments` there, and return how it ended.

    `seconds` limits the wall-clock time. The last argument of the child is the number of a pipe; what the child writes
    to it is the `result`. Code that is not trusted runs in the strongest available layer. Where there is none, it runs
    only if `environment.unsafe` is set. No process and no file of the run remains, whatever happens.
    Raises QuizError (exit code 5) where no layer is available, and RunStopped within a tenth of a second after another
    thread stopped the run (see lab.stopping).
    """
    end_if_stopped()
    layer = layer_for(trusted=environment.trusted, unsafe=environment.unsafe)
    if layer is None:
        raise QuizError(
            "This machine has no sandbox for code that does not ship with quizapp.",
            "Install bubblewrap. Or let such code read your files and use the network: quizapp config unconfined yes",
            ExitCode.SANDBOX,
        )
    _become_subreaper()
    run_guard.start()
    with run_folder() as folder, ExitStack() as stack:
        # By its folder the guard finds what was started before it is told the session.
        stack.enter_context(run_guard.guarded(run_guard.NO_SESSION, folder))
        for name, text in files.items():
            Path(folder, name).write_text(text, "utf-8")
        reader, writer = os.pipe()
        stack.callback(os.close, reader)
        os.set_inheritable(writer, True)
        variables = _environment(folder)
        system_calls = filter_file(shared_machine=layer.shared_machine) if layer in LAYERS else None
        if system_calls is not None:
            stack.callback(os.close, system_calls)
        wanted = Run(
            interpreter=environment.interpreter, arguments=(*arguments, str(writer)), folder=folder,
            files=tuple(files), environment=variables, system_calls=system_calls,
        )  # fmt: skip
        before, began = _children(), time.monotonic()
        try:
            child = subprocess.Popen(
                layer.wrap(wanted),
                cwd=folder,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=(writer,) if system_calls is None else (writer, system_calls),
                start_new_session=True,
                preexec_fn=partial(_limits, os.getpid()),
            )
        finally:
            os.close(writer)
        with run_guard.guarded(child.pid, folder), child, _swept(child, before):
            return _watched(child, reader, began, seconds, before)


@contextlib.contextmanager
def _swept(child: "subprocess.Popen[bytes]", before: set[int]) -> Iterator[None]:
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
    """Kill the processes of a run that this process adopted, such as a daemon that left the session of its run."""
    deadline = time.monotonic() + 1.0
    while (left := _children() - known) and time.monotonic() < deadline:
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _watched(child: "subprocess.Popen[bytes]", reader: int, began: float, seconds: float, before: set[int]) -> Finished:
    assert child.stdout and child.stderr
    kept: dict[int, bytearray] = {fd: bytearray() for fd in (child.stdout.fileno(), child.stderr.fileno(), reader)}
    stopped: Stop | None = None
    looked = began
    with selectors.DefaultSelector() as selector:
        for fd in kept:
            os.set_blocking(fd, False)
            selector.register(fd, selectors.EVENT_READ)
        # Until the process ends: a program that closes its streams is limited like any other.
        while child.poll() is None and not stopped:
            _wait(child, kept, selector)
            end_if_stopped()
            stopped = _over(kept, began, seconds)
            if not stopped and time.monotonic() - looked >= WATCH_SECONDS:
                stopped, looked = _too_much(child.pid, before), time.monotonic()
        for fd in kept:
            _drain(fd, kept[fd], selector)
        stopped = stopped or _over(kept, began, math.inf)
    if stopped:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    out, err, result = (bytes(buffer).decode("utf-8", "replace") for buffer in kept.values())
    spent = time.monotonic() - began
    return Finished(exit_code=child.returncode, stdout=out, stderr=err, result=result, seconds=spent, stopped=stopped)


def _wait(child: "subprocess.Popen[bytes]", kept: Mapping[int, bytearray], selector: selectors.BaseSelector) -> None:
    """Read what the program writes; after its streams are closed, wait a moment for its end."""
    if not selector.get_map():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(WATCH_SECONDS)
        return
    for key, _ in selector.select(WATCH_SECONDS):
        _drain(key.fd, kept[key.fd], selector)


def _drain(fd: int, buffer: bytearray, selector: selectors.BaseSelector) -> None:
    try:
        while len(buffer) <= OUTPUT_CAP and (chunk := os.read(fd, 65536)):
            buffer += chunk
        if len(buffer) <= OUTPUT_CAP and fd in selector.get_map():
            selector.unregister(fd)
    except BlockingIOError:
        return


def _over(kept: Mapping[int, bytearray], began: float, seconds: float) -> Stop | None:
    if time.monotonic() - began > seconds:
        return Stop(limit=Limit.TIME, text=f"it took longer than {seconds:g} s")
    if any(len(buffer) > OUTPUT_CAP for buffer in kept.values()):
        return Stop(limit=Limit.OUTPUT, text=f"it wrote more than {OUTPUT_CAP // 1024 // 1024} MB")
    return None


def _too_much(child: int, before: set[int]) -> Stop | None:
    memory, count = _use(child, before)
    if count > MOST_PROCESSES:
        return Stop(limit=Limit.PROCESSES, text=f"it started more than {MOST_PROCESSES} processes")
    if memory > MOST_MEMORY:
        return Stop(limit=Limit.MEMORY, text=f"it used more than {MOST_MEMORY // 1024 // 1024} MB of memory")
    return None


def _use(child: int, before: set[int]) -> tuple[int, int]:
    """Return resident bytes and the number of processes of a run, from /proc; (0, 0) where there is none.

    These are the processes of its session and its descendants. One that left the session is still a descendant, or was
    adopted by this process when its parent ended.
    """
    parents: dict[int, tuple[int, int, int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(entry.name)] = (int(fields[1]), int(fields[3]), int(fields[21]))
    roots = {child} | {pid for pid, (parent, _, _) in parents.items() if parent == os.getpid() and pid not in before}
    run = {pid for pid, (_, session, _) in parents.items() if session == child or _is_below(pid, roots, parents)}
    return sum(parents[pid][2] for pid in run) * resource.getpagesize(), len(run)


def _is_below(pid: int, roots: set[int], parents: Mapping[int, tuple[int, int, int]]) -> bool:
    for _ in range(100):
        if pid in roots:
            return True
        if pid not in parents or pid <= 1:
            return False
        pid = parents[pid][0]
    return False
