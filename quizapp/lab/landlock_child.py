"""The child's side of Landlock: drops rights permanently, then runs the program.

Uses only the standard library, because an isolated interpreter runs it. Arguments: the writable folder, the readable
paths (separated as in PATH), then the program and its arguments. The constants are those of linux/landlock.h.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import sys

CREATE, ADD, RESTRICT = 444, 445, 446
READ = 0b1101  # execute, read a file, read a folder
WRITE_FILE, TRUNCATE, IOCTL = 1 << 1, 1 << 14, 1 << 15
ALL_BY_VERSION = ((1, 13), (2, 14), (3, 15), (5, 16))  # version -> number of rights on files
TCP = 0b11  # bind, connect; from version 4
SCOPES = 0b11  # abstract sockets, signals; from version 6
PATH_BENEATH = 1
NO_NEW_PRIVILEGES = 38
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")


class Ruleset(ctypes.Structure):
    """The rights that are denied unless a rule grants them."""

    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class Rule(ctypes.Structure):
    """The rights granted below a folder."""

    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def confine(folder: str, readable: list[str]) -> None:
    """Drop every right except reading `readable` and using `folder`. Raises OSError if the kernel refuses."""
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(CREATE, None, 0, 1)
    everything = (1 << max(count for least, count in ALL_BY_VERSION if version >= least)) - 1
    rules = Ruleset(files=everything, net=TCP if version >= 4 else 0, scoped=SCOPES if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _checked(libc.syscall(CREATE, ctypes.byref(rules), size, 0))
    own = [(folder, everything), ("/dev/shm", everything), (f"/proc/{os.getpid()}", READ)]
    for path, allowed in [*((path, READ) for path in readable), *own, *((d, READ | WRITE_FILE) for d in DEVICES)]:
        _allow(libc, ruleset, path, allowed & everything)
    _checked(libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _checked(libc.syscall(RESTRICT, ruleset, 0))
    os.close(ruleset)


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, allowed: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # a missing path needs no rule
    if not os.path.isdir(path):
        allowed &= READ | WRITE_FILE | TRUNCATE | IOCTL
        allowed &= ~0b1000  # listing a folder is no right of a file
    rule = Rule(allowed=allowed, parent=opened)
    _checked(libc.syscall(ADD, ruleset, PATH_BENEATH, ctypes.byref(rule), 0))
    os.close(opened)


if __name__ == "__main__":
    confine(sys.argv[1], sys.argv[2].split(os.pathsep))
    sys.argv = sys.argv[3:]
    runpy.run_path(sys.argv[0], run_name="__main__")
