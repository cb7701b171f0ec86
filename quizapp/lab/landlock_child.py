"""The child's side of the sandbox: drops rights permanently, then runs the program.

In namespaces it first builds a root folder of its own, which has nothing of the learner's. Then, in every case, it
restricts itself by Landlock, drops its capabilities, and installs the filter of system calls.

Uses only the standard library, because an isolated interpreter runs it. Arguments: `private` (build a root; needs
namespaces) or `shared`, the writable folder, the number of the open file with the filter or nothing, how many paths are
readable, these paths, then the program and its arguments. The constants are those of linux/landlock.h, linux/mount.h,
linux/prctl.h and linux/capability.h.
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
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/urandom", "/dev/random")
MOUNT_SETATTR, BELOW = 442, 0x8000
NO_SUID, NO_DEVICES, BIND = 2, 4, 4096 | 16384
READ_ONLY = 1 | 2 | 4  # and no setuid programs, no devices
DETACH = 2
PRIVATE_SIZE = b"size=64m,nr_inodes=16384,mode=755"  # of all that a program writes
DROP_BOUND, CLEAR_AMBIENT, CAPABILITY_VERSION = 24, (47, 4), 0x20080522
SECCOMP, FILTER = 22, 2


class Ruleset(ctypes.Structure):
    """The rights that are denied unless a rule grants them."""

    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class Rule(ctypes.Structure):
    """The rights granted below a folder."""

    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def private_root(libc: ctypes.CDLL, folder: str, readable: list[str]) -> None:
    """Make `folder` the root: the readable paths, devices, processes of the namespace, and 64 MB of memory for files.

    The files of the folder are then in /box, which is the current folder. Raises OSError if the kernel refuses.
    """
    files = {}
    for name in os.listdir(folder):
        with open(f"{folder}/{name}", "rb") as file:
            files[name] = file.read()
    _mount(libc, "tmpfs", folder, b"tmpfs", NO_SUID | NO_DEVICES, PRIVATE_SIZE)
    for path in readable:
        if os.path.islink(path):
            os.makedirs(os.path.dirname(folder + path), exist_ok=True)
            os.symlink(os.readlink(path), folder + path)
        else:
            _bind(libc, path, folder + path)
            _restrict_mount(libc, folder + path)
    for path in DEVICES:
        _bind(libc, path, folder + path)
    for name in ("box", "dev/shm", "tmp", "proc"):
        os.makedirs(f"{folder}/{name}", exist_ok=True)
    _mount(libc, "proc", f"{folder}/proc", b"proc", READ_ONLY & ~1, None)
    for name, text in files.items():
        with open(f"{folder}/box/{name}", "wb") as file:
            file.write(text)
    os.chdir(folder)
    _checked(libc.pivot_root(b".", b"."))
    _checked(libc.umount2(b".", DETACH))
    os.chdir("/box")
    os.environ.update(HOME="/box", TMPDIR="/box")


def _mount(libc: ctypes.CDLL, source: str, target: str, kind: bytes | None, flags: int, options: bytes | None) -> None:
    _checked(libc.mount(os.fsencode(source), os.fsencode(target), kind, ctypes.c_ulong(flags), options))


def _bind(libc: ctypes.CDLL, path: str, target: str) -> None:
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if not os.path.exists(target):
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY))
    _mount(libc, path, target, None, BIND, None)


def _restrict_mount(libc: ctypes.CDLL, target: str) -> None:
    attributes = (ctypes.c_uint64 * 4)(READ_ONLY, 0, 0, 0)
    where = os.fsencode(target)
    _checked(libc.syscall(MOUNT_SETATTR, -100, where, BELOW, ctypes.byref(attributes), ctypes.sizeof(attributes)))


def drop_capabilities(libc: ctypes.CDLL) -> None:
    """Give up all capabilities of root permanently. Raises OSError if the kernel refuses."""
    for capability in range(64):
        libc.prctl(DROP_BOUND, capability, 0, 0, 0)  # fails for those that there are not, and without any right
    libc.prctl(*CLEAR_AMBIENT, 0, 0, 0)
    _checked(libc.capset((ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0), (ctypes.c_uint32 * 6)()))


class Program(ctypes.Structure):
    """A filter: its number of instructions, and where they are."""

    _fields_ = (("count", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def filter_system_calls(libc: ctypes.CDLL, number: int) -> None:
    """Install the filter that an open file holds, and close the file. Raises OSError if the kernel refuses."""
    with open(number, "rb") as file:
        text = file.read()
    program = Program(len(text) // 8, text)
    _checked(libc.prctl(SECCOMP, FILTER, ctypes.byref(program), 0, 0))


def confine(libc: ctypes.CDLL, writable: list[str], readable: list[str], process: str) -> None:
    """Drop every right except reading `readable` and `process`, and using `writable`.

    Raises OSError if the kernel refuses.
    """
    version = libc.syscall(CREATE, None, 0, 1)
    everything = (1 << max(count for least, count in ALL_BY_VERSION if version >= least)) - 1
    rules = Ruleset(files=everything, net=TCP if version >= 4 else 0, scoped=SCOPES if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _checked(libc.syscall(CREATE, ctypes.byref(rules), size, 0))
    own = [*((path, everything) for path in writable), (process, READ)]
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


def main() -> None:
    """Drop the rights, then become the program."""
    root, folder, number, count = sys.argv[1:5]
    readable, sys.argv = sys.argv[5 : 5 + int(count)], sys.argv[5 + int(count) :]
    libc = ctypes.CDLL(None, use_errno=True)
    if root == "private":
        private_root(libc, folder, readable)
        confine(libc, ["/box", "/tmp", "/dev/shm"], readable, "/proc")
    else:
        confine(libc, [folder, "/dev/shm"], readable, f"/proc/{os.getpid()}")
    drop_capabilities(libc)
    if number:
        filter_system_calls(libc, int(number))
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
