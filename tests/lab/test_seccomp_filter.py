"""The numbers of system calls in the filter, against the kernel's own headers."""

import ast
import os
import re
from pathlib import Path

import pytest

from quizapp.lab import seccomp_filter

GENERIC = Path("/usr/include/asm-generic/unistd.h")  # the numbers of aarch64
HERE = [Path("/usr/include") / where / "asm/unistd_64.h" for where in ("x86_64-linux-gnu", "")]
TABLES = {
    **seccomp_filter._NEVER, **seccomp_filter._SHARED_MACHINE, **seccomp_filter._OWN_PROCESS_ONLY,
    "socket": seccomp_filter._SOCKET, "socketpair": seccomp_filter._SOCKETPAIR, "sendto": seccomp_filter._SENDTO,
    "utimensat": seccomp_filter._UTIMENSAT, "clone": seccomp_filter._CLONE, "clone3": seccomp_filter._CLONE3,
}  # fmt: skip
# Not in the headers of older kernels; the same number on every processor since 5.0.
NEW = {"setxattrat": 463, "removexattrat": 466, "file_setattr": 469, "fchmodat2": 452, "memfd_secret": 447,
       "quotactl_fd": 443, "mount_setattr": 442}  # fmt: skip


def numbers_in(header: Path) -> dict[str, int]:
    """Return the system calls that a header of the kernel numbers."""
    found = re.findall(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)$", header.read_text(), re.MULTILINE)
    return {name: int(number) for name, number in found}


@pytest.mark.parametrize(
    ("header", "column"),
    [
        pytest.param(
            next((each for each in HERE if each.exists()), Path("none")), 0, id="x86_64",
            marks=pytest.mark.skipif(os.uname().machine != "x86_64", reason="its header is another processor's"),
        ),
        pytest.param(GENERIC, 1, id="aarch64"),
    ],
)  # fmt: skip
def test_numbers_are_those_of_the_kernel(header: Path, column: int) -> None:
    """Of both processors: aarch64 has the generic numbers of new architectures."""
    if not header.exists():
        pytest.skip("the headers of the kernel are not installed")
    known = numbers_in(header)
    assert len(known) > 250
    for name, numbers in TABLES.items():
        if numbers[column] >= 0:
            assert known.get(name, NEW.get(name)) == numbers[column], name
        else:
            assert name not in known, name


def test_new_calls_have_one_number_everywhere() -> None:
    """From number 424 on, all processors share them."""
    for name, numbers in TABLES.items():
        if max(numbers) >= 424:
            assert numbers[0] == numbers[1], name


@pytest.mark.parametrize("machine", ["x86_64", "aarch64", "riscv64"])
def test_filter_of_each_processor_is_a_whole_program(monkeypatch: pytest.MonkeyPatch, machine: str) -> None:
    """It checks the processor first, stays within the length that the kernel takes, and jumps nowhere outside."""
    monkeypatch.setattr(seccomp_filter.platform, "machine", lambda: machine)
    seccomp_filter.filter_of.cache_clear()
    for shared in (True, False):
        program = seccomp_filter.filter_of(shared_machine=shared)
        if machine == "riscv64":
            assert program == b""
            continue
        steps = [program[at : at + 8] for at in range(0, len(program), 8)]
        assert 10 < len(steps) <= 4096
        architecture = seccomp_filter._ARCHITECTURES[machine][0]
        assert int.from_bytes(steps[1][4:], "little") == architecture
        for at, step in enumerate(steps):
            assert at + 1 + max(step[2], step[3]) < len(steps) or step[:2] == b"\x06\x00"
        assert steps[-1] == seccomp_filter._PASS
    seccomp_filter.filter_of.cache_clear()


def test_source_names_no_call_twice() -> None:
    """A later entry of a table would hide an earlier one."""
    tree = ast.parse(Path(seccomp_filter.__file__).read_text())
    for table in (node for node in ast.walk(tree) if isinstance(node, ast.Dict)):
        names = [key.value for key in table.keys if isinstance(key, ast.Constant)]
        assert len(names) == len(set(names))
