"""An exception that nobody expected ends every command as one error."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp.cli.internal_error import MOST_REPORTS
from quizapp.errors import ExitCode

RUN = """
import sys
import quizapp.cli.main as main
def fail(argv):
    {fault}
main._run = fail
sys.argv = ["quizapp", "status", "a\\x1b[2Jb"]
sys.exit(main.main())
"""


def ended(folder: Path, fault: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run the entry point of the program where a command raises something."""
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_STATE_HOME": str(folder / "state")} | environ
    return subprocess.run(
        [sys.executable, "-c", RUN.format(fault=fault)],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("raise KeyError('a\\nb')", "KeyError: 'a\\nb'"),
        ("raise ValueError('one\\ntwo \\x1b[2J')", "ValueError: one two ␛[2J"),
        ("raise AssertionError", "AssertionError"),
        ("raise MemoryError", "MemoryError"),
        ("fail(argv)", "RecursionError: maximum recursion depth exceeded"),
        ("raise RuntimeError('x') from KeyError()", "RuntimeError: x"),
    ],
)
def test_any_exception_is_one_error(tmp_path: Path, fault: str, said: str) -> None:
    """With its own exit code, and a file for whoever maintains the program."""
    done = ended(tmp_path, fault)
    assert done.returncode == ExitCode.INTERNAL == 70
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("error: quizapp failed because of an error of its own: ")
    assert said in lines[0]
    (file,) = (tmp_path / "state").rglob("error-*.txt")
    assert str(file) in lines[1]
    assert "Traceback (most recent call last)" in file.read_text()
    assert "['status', 'a\\x1b[2Jb']" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_traceback_is_shown_where_it_is_asked_for(tmp_path: Path) -> None:
    """In ASCII, so that nothing in it controls the terminal."""
    done = ended(tmp_path, "raise ValueError('\\x9b2J')", QUIZAPP_DEBUG="1")
    assert done.returncode == ExitCode.INTERNAL
    assert done.stderr.startswith("Traceback (most recent call last)")
    assert "\\x9b2J" in done.stderr
    assert not list(tmp_path.rglob("error-*"))


def test_a_report_that_cannot_be_written_is_no_second_error(tmp_path: Path) -> None:
    """A file is in the place of the folder."""
    (tmp_path / "state").touch()
    done = ended(tmp_path, "1 / 0")
    assert done.returncode == ExitCode.INTERNAL
    assert "QUIZAPP_DEBUG=1 shows the details" in done.stderr


def test_old_reports_are_removed(tmp_path: Path) -> None:
    """The newest are kept."""
    ended(tmp_path, "1 / 0")
    (first,) = (tmp_path / "state").rglob("error-*.txt")
    for number in range(MOST_REPORTS + 5):
        (first.parent / f"error-2000010{number // 10}T00000{number % 10}-1.txt").touch()
    ended(tmp_path, "1 / 0")
    left = sorted((tmp_path / "state").rglob("error-*.txt"))
    assert len(left) == MOST_REPORTS
    assert first in left
