"""The layers of confinement for untrusted code, strongest first, and how each wraps a command.

Code that ships with quizapp runs in the base layer under resource limits (see sandbox). Code of other decks runs in
bubblewrap, else in namespaces with Landlock, else in Landlock alone, else not at all.
"""

import ctypes
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from quizapp.lab.interpreter_files import PROBE_SECONDS, SYSTEM, own_files, program_of
from quizapp.lab.run_folder import run_folder
from quizapp.lab.seccomp_filter import filter_of

BOX_BYTES, SHARED_BYTES = 48 << 20, 16 << 20  # what a program may write under bubblewrap, 64 MB together
BASE = "base + rlimits"
_CONFIG = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/alternatives")
_LANDLOCK_CREATE = 444
_LANDLOCK_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A command to wrap: the interpreter and its arguments, the folder with its files, the environment."""

    interpreter: str
    arguments: tuple[str, ...]
    folder: str
    files: tuple[str, ...]
    environment: Mapping[str, str]
    system_calls: int | None = None  # an open file with the filter of system calls

    @property
    def plain(self) -> list[str]:
        """Return the command of the base layer: an isolated interpreter."""
        return [self.interpreter, "-I", "-S", *self.arguments]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A way to run code, and a description of its protection for the learner."""

    name: str
    about: str
    wrap: Callable[[Run], list[str]]
    shared_machine: bool = False  # without namespaces


def _readable(interpreter: str) -> list[str]:
    """Return what a Python interpreter reads: the folders of the system and its own files."""
    return [path for path in (*SYSTEM, *_CONFIG) if Path(path).exists()] + [*own_files(interpreter)]


def _program(name: str) -> str:
    """Return the path of a program; a run has a PATH of its own, which may not have it."""
    return shutil.which(name) or name


def _bubblewrap(run: Run) -> list[str]:
    command = [_program("bwrap"), "--unshare-all", "--die-with-parent", "--clearenv", "--cap-drop", "ALL"]
    for path in _readable(run.interpreter):
        if Path(path).is_symlink():
            command += ["--symlink", str(Path(path).readlink()), path]
        else:
            command += ["--ro-bind", path, path]
    command += ["--proc", "/proc", "--dev", "/dev", "--size", str(SHARED_BYTES), "--tmpfs", "/dev/shm"]
    command += ["--size", str(BOX_BYTES), "--tmpfs", "/box"]
    for name in run.files:
        command += ["--ro-bind", f"{run.folder}/{name}", f"/box/{name}"]
    own = dict(run.environment) | {"HOME": "/box", "TMPDIR": "/box"}
    for name, value in own.items():
        command += ["--setenv", name, value]
    command += ["--remount-ro", "/dev", "--remount-ro", "/"]  # neither has a limit
    if run.system_calls is not None:
        command += ["--seccomp", str(run.system_calls)]
    return [*command, "--chdir", "/box", "--", program_of(run.interpreter), "-I", "-S", *run.arguments]


def _guarded(run: Run, root: str) -> list[str]:
    """Wrap with landlock_child.py, which drops the rights of the process and then runs the program."""
    readable = _readable(run.interpreter)
    guard = str(Path(__file__).with_name("landlock_child.py"))
    number = "" if run.system_calls is None else str(run.system_calls)
    program = program_of(run.interpreter)
    return [program, "-I", "-S", guard, root, run.folder, number, str(len(readable)), *readable, *run.arguments]


def _landlock(run: Run) -> list[str]:
    return _guarded(run, "shared")


def _namespaces(run: Run) -> list[str]:
    apart = ("--user", "--map-root-user", "--net", "--ipc", "--uts", "--pid", "--mount", "--fork", "--kill-child")
    return [_program("unshare"), *apart, *_guarded(run, "private")]


LAYERS = (
    Layer(
        name="bubblewrap",
        about="It cannot reach your files, the network or other programs.",
        wrap=_bubblewrap,
    ),
    Layer(
        name="namespaces + landlock",
        about="It cannot reach your files, the network or other programs.",
        wrap=_namespaces,
    ),
    Layer(
        name="landlock",
        about=(
            "It cannot read or change your files or use the network. It can see which files exist."
            if filter_of(shared_machine=True)
            else "It cannot read your files or use TCP. It can change their times and modes, and send UDP."
        ),
        wrap=_landlock,
        shared_machine=True,
    ),
)
UNCONFINED = Layer(
    name="no confinement",
    about="It can read your files and use the network.",
    wrap=lambda run: run.plain,
)


def landlock_version() -> int:
    """Return the kernel's version of Landlock, 0 if it has none."""
    try:
        return max(0, int(ctypes.CDLL(None).syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION)))
    except (OSError, AttributeError):
        return 0


def _works(command: Sequence[str], folder: str) -> bool:
    """Return whether a command succeeds here: a container may forbid what the kernel supports."""
    try:
        return (
            subprocess.run(command, cwd=folder, capture_output=True, timeout=PROBE_SECONDS, check=False).returncode == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


@lru_cache(maxsize=8)
def available(name: str) -> bool:
    """Return whether a layer works on this machine; it is tried once."""
    if not sys.platform.startswith("linux") or (name != "bubblewrap" and landlock_version() == 0):
        return False
    layer = next(each for each in LAYERS if each.name == name)
    with run_folder() as folder:
        Path(folder, "probe.py").write_text("", "utf-8")
        probe = Run(
            interpreter=sys.executable, arguments=("probe.py",), folder=folder, files=("probe.py",), environment={}
        )
        return _works(layer.wrap(probe), folder)


def strongest() -> Layer | None:
    """Return the strongest layer that works here, or None."""
    return next((layer for layer in LAYERS if available(layer.name)), None)


def layer_for(*, trusted: bool, unsafe: bool = False) -> Layer | None:
    """Return the layer for shipped (`trusted`) or other code; None if the code must not run."""
    if trusted:
        return Layer(name="", about="", wrap=lambda run: run.plain)
    return strongest() or (UNCONFINED if unsafe else None)


def in_force(*, trusted: bool, unsafe: bool = False) -> str:
    """Return the name of the layer that is used, for the screen and the JSON."""
    layer = layer_for(trusted=trusted, unsafe=unsafe)
    return f"{BASE} + {layer.name}" if layer and layer.name else BASE
