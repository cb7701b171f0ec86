"""Finds the files of an interpreter, so that untrusted code can read these and nothing near them."""

import os
import subprocess
from functools import lru_cache
from pathlib import Path

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
PROBE_SECONDS = 5.0
# Its library, the shared libraries that it has loaded, and those next to its library, which modules load later.
_PROBE = r"""
import glob, os, sys
found = [os.path.realpath(sys.executable), os.path.dirname(os.__file__), *sys.path]
for prefix in {sys.base_prefix, sys.base_exec_prefix}:
    found += glob.glob(glob.escape(prefix) + "/lib*/*.so*")
for folder in {os.path.dirname(sys.executable), os.path.dirname(os.path.dirname(sys.executable))}:
    found.append(os.path.join(folder, "pyvenv.cfg"))
for line in open("/proc/self/maps", errors="surrogateescape"):
    fields = line.split(None, 5)
    if len(fields) == 6 and fields[5].startswith("/"):
        found.append(fields[5].rstrip("\n"))
sys.stdout.buffer.write(b"\0".join(os.fsencode(path) for path in found))
"""


def _is_of_the_system(path: str) -> bool:
    return any(path == each or path.startswith(f"{each}/") for each in SYSTEM)


def _is_own(path: str) -> bool:
    """Return whether to allow a path: no whole home folder or root, whatever the interpreter reports."""
    home = Path.home().resolve()
    real = Path(path).resolve()
    return path.startswith("/") and not _is_of_the_system(path) and real not in (home, *home.parents)


@lru_cache(maxsize=16)
def _asked(interpreter: str) -> tuple[str, ...]:
    """Return the paths that an interpreter names, its own program first; () for one that does not answer."""
    try:
        asked = subprocess.run(
            [interpreter, "-I", "-S", "-c", _PROBE], capture_output=True, timeout=PROBE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(os.fsdecode(path) for path in asked.stdout.split(b"\0") if path)


def program_of(interpreter: str) -> str:
    """Return the real path of the program that an interpreter is: a shim of a version manager only starts it."""
    return next(iter(_asked(interpreter)), str(Path(interpreter).resolve()))


@lru_cache(maxsize=16)
def own_files(interpreter: str) -> tuple[str, ...]:
    """Return the files and folders outside the system's that an interpreter needs to run, each as its real path.

    It is asked once. One that does not answer has none.
    """
    paths = [path for path in _asked(interpreter) if _is_own(path) and Path(path).exists()]
    return tuple(sorted({*paths, *(str(Path(path).resolve()) for path in paths)}))
