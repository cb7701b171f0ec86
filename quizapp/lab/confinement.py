"""The layers of confinement for untrusted code, strongest first, and how each wraps a command.

Code that ships with quizapp runs in the base layer under resource limits (see sandbox). Code of other decks runs in
bubblewrap, else in namespaces with Landlock, else in Landlock alone, else not at all.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER_BYTES = 64 << 20  # limit of what a program may write in bubblewrap
PROBE_SECONDS = 5.0
BASE = "base + rlimits"
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
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


def _readable(interpreter: str) -> list[str]:
    """Return the folders that a Python interpreter reads: those of the system and of its installation."""
    home = str(Path(interpreter).resolve().parent.parent)
    own = [] if home == "/" or any(home == each or home.startswith(f"{each}/") for each in _SYSTEM) else [home]
    return [path for path in (*_SYSTEM, *_CONFIG, *own) if Path(path).exists()]


def _bubblewrap(run: Run) -> list[str]:
    command = ["bwrap", "--unshare-all", "--die-with-parent", "--clearenv"]
    for path in _readable(run.interpreter):
        if Path(path).is_symlink():
            command += ["--symlink", str(Path(path).readlink()), path]
        else:
            command += ["--ro-bind", path, path]
    size = ["--size", str(FOLDER_BYTES)]
    command += ["--proc", "/proc", "--dev", "/dev", *size, "--tmpfs", "/dev/shm", *size, "--tmpfs", "/box"]
    for name in run.files:
        command += ["--ro-bind", f"{run.folder}/{name}", f"/box/{name}"]
    own = dict(run.environment) | {"HOME": "/box", "TMPDIR": "/box"}
    for name, value in own.items():
        command += ["--setenv", name, value]
    real = str(Path(run.interpreter).resolve())
    return [*command, "--chdir", "/box", "--", real, "-I", "-S", *run.arguments]


def _landlock(run: Run) -> list[str]:
    """Wrap with landlock_child.py, which drops the rights of the process and then runs the program."""
    readable = os.pathsep.join(_readable(run.interpreter))
    guard = str(Path(__file__).with_name("landlock_child.py"))
    return [run.interpreter, "-I", "-S", guard, run.folder, readable, *run.arguments]


def _namespaces(run: Run) -> list[str]:
    apart = [
        "unshare",
        "--user",
        "--map-root-user",
        "--net",
        "--ipc",
        "--pid",
        "--fork",
        "--mount-proc",
        "--kill-child",
    ]
    return [*apart, *_landlock(run)]


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
        about="It cannot reach your files or use TCP, but it can send UDP.",
        wrap=_landlock,
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


def _works(command: Sequence[str]) -> bool:
    """Return whether a command succeeds here: a container may forbid what the kernel supports."""
    try:
        return subprocess.run(command, capture_output=True, timeout=PROBE_SECONDS, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@lru_cache(maxsize=8)
def available(name: str) -> bool:
    """Return whether a layer works on this machine; it is tried once."""
    probe = Run(interpreter=sys.executable, arguments=("-c", "pass"), folder="/tmp", files=(), environment={})
    if not sys.platform.startswith("linux"):
        return False
    if name == "bubblewrap":
        return shutil.which("bwrap") is not None and _works(_bubblewrap(probe))
    if landlock_version() == 0:
        return False
    apart = _namespaces(probe)[: -len(_landlock(probe))]
    return name == "landlock" or (shutil.which("unshare") is not None and _works([*apart, "true"]))


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
