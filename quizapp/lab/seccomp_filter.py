"""Builds the seccomp filter of untrusted code: a program for the kernel that refuses system calls.

Every layer has one. Where a layer has no namespaces, the filter also refuses what they would have kept apart: sockets,
other processes of the learner, and the times, modes and owners of files, which Landlock does not cover.
The numbers are those of asm/unistd.h, the structures those of linux/filter.h, linux/seccomp.h and linux/audit.h.
"""

import errno
import os
import platform
import struct
from collections.abc import Sequence
from functools import lru_cache

_LOAD, _EQUAL, _GREATER_EQUAL, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}  # and the column in the tables
_X32 = 0x40000000
_NEW_NAMESPACES = 0x7E020000  # the CLONE_NEW flags
_UNIX, _INTERNET = 1, (2, 10)
_STREAM = 1

# name: number on x86_64 and on aarch64, -1 where there is none
_NEVER = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_getfd": (438, 438), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "move_mount": (429, 429), "open_tree": (428, 428), "fsopen": (430, 430), "fsconfig": (431, 431),
    "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442), "unshare": (272, 97),
    "setns": (308, 268), "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218), "bpf": (321, 280),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "memfd_create": (319, 279),
    "memfd_secret": (447, 447), "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "msgget": (68, 186),
    "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187), "semget": (64, 190), "semop": (65, 193),
    "semctl": (66, 191), "semtimedop": (220, 192), "mq_open": (240, 180), "mq_unlink": (241, 181),
    "sethostname": (170, 161), "setdomainname": (171, 162), "clock_settime": (227, 112),
    "clock_adjtime": (305, 266), "adjtimex": (159, 171), "settimeofday": (164, 170), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225),
    "syslog": (103, 116), "acct": (163, 89), "quotactl": (179, 60), "quotactl_fd": (443, 443),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "iopl": (172, -1), "ioperm": (173, -1),
    "fanotify_init": (300, 262), "personality": (135, 92),
}  # fmt: skip
_SHARED_MACHINE = {
    "connect": (42, 203), "setsid": (112, 157), "setpgid": (109, 154), "chmod": (90, -1), "fchmodat": (268, 53),
    "fchmodat2": (452, 452), "chown": (92, -1), "lchown": (94, -1), "fchownat": (260, 54), "utime": (132, -1),
    "utimes": (235, -1), "futimesat": (261, -1), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "setxattrat": (463, 463), "removexattrat": (466, 466),
    "file_setattr": (469, 469), "truncate": (76, 45), "setpriority": (141, 140), "ioprio_set": (251, 30),
    "inotify_init": (253, -1), "inotify_init1": (294, 26), "socket": (41, 198),
}  # fmt: skip
_OWN_PROCESS_ONLY = {  # the first argument is a process, 0 for the caller
    "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119), "sched_setparam": (142, 118),
    "sched_setattr": (314, 274), "prlimit64": (302, 261),
}  # fmt: skip
_SOCKET, _SOCKETPAIR, _SENDTO, _UTIMENSAT = (41, 198), (53, 199), (44, 206), (280, 88)
_CLONE, _CLONE3 = (56, 220), (435, 435)


def _do(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)


_PASS = _do(_RETURN, _ALLOW)


def _refuse(number: int = errno.EPERM) -> bytes:
    return _do(_RETURN, _ERROR | number)


def _low(argument: int) -> bytes:
    return _do(_LOAD, _ARGUMENTS + 8 * argument)


def _high(argument: int) -> bytes:
    return _do(_LOAD, _ARGUMENTS + 8 * argument + 4)


def _for(number: int, then: bytes) -> bytes:
    """Return instructions that run `then`, which returns, for this system call."""
    return b"" if number < 0 else _do(_EQUAL, number, 0, len(then) // 8) + then


def _only(values: Sequence[int], load: bytes) -> bytes:
    """Return instructions that allow a call if the loaded value is one of these."""
    return load + b"".join(_do(_EQUAL, value, 0, 1) + _PASS for value in values) + _refuse()


def _zero(argument: int) -> bytes:
    """Return instructions that allow a call if an argument of 64 bits is 0."""
    return _low(argument) + _do(_EQUAL, 0, 1, 0) + _refuse() + _only([0], _high(argument))


def _own_machine(column: int) -> bytes:
    """Return the rules for code in namespaces, whose network leads nowhere."""
    families = (_UNIX, *_INTERNET)
    return b"".join(_for(call[column], _only(families, _low(0))) for call in (_SOCKET, _SOCKETPAIR))


def _shared_machine(column: int) -> bytes:
    """Return the rules for code without namespaces: of sockets, connected pairs only."""
    stream = _do(_LOAD, _ARGUMENTS + 8) + _do(_AND, 0xF)
    pair = _low(0) + _do(_EQUAL, _UNIX, 1, 0) + _refuse() + _only([_STREAM], stream)
    return b"".join(
        (
            *(_for(call[column], _refuse()) for call in _SHARED_MACHINE.values()),
            *(_for(call[column], _zero(0)) for call in _OWN_PROCESS_ONLY.values()),
            _for(_SOCKETPAIR[column], pair),
            _for(_SENDTO[column], _zero(4)),  # an address
            _for(_UTIMENSAT[column], _zero(1)),  # a path; without one it is an open file
        )
    )


@lru_cache(maxsize=2)
def filter_of(*, shared_machine: bool) -> bytes:
    """Return the filter for code on this machine, b"" if its processor is not known.

    `shared_machine`: the code has no namespaces.
    """
    machine = platform.machine()
    if machine not in _ARCHITECTURES:
        return b""
    architecture, column = _ARCHITECTURES[machine]
    flags = _low(0) + _do(_ANY_BIT, _NEW_NAMESPACES, 0, 1) + _refuse() + _PASS
    return b"".join(
        (
            _do(_LOAD, _ARCHITECTURE),
            _do(_EQUAL, architecture, 1, 0),
            _refuse(errno.ENOSYS),
            _do(_LOAD, _NUMBER),
            _do(_GREATER_EQUAL, _X32, 0, 1),
            _refuse(errno.ENOSYS),
            *(_for(call[column], _refuse()) for call in _NEVER.values()),
            _for(_CLONE[column], flags),
            _for(_CLONE3[column], _refuse(errno.ENOSYS)),  # the C library then uses clone, whose flags can be read
            _shared_machine(column) if shared_machine else _own_machine(column),
            _PASS,
        )
    )


def filter_file(*, shared_machine: bool) -> int | None:
    """Return an open file with the filter, for a child to read; None if there is no filter."""
    program = filter_of(shared_machine=shared_machine)
    if not program:
        return None
    file = os.memfd_create("filter")
    os.write(file, program)
    os.lseek(file, 0, os.SEEK_SET)
    return file
