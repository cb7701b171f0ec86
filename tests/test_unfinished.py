"""Temporary files and folders of processes that were killed are removed at the next start, and no others."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from quizapp import unfinished
from quizapp.unfinished import STRANGE_SECONDS, TORN_SECONDS, clear

WORK = """
import sys, time
from pathlib import Path
from quizapp import unfinished
from quizapp.atomic_files import new_folder, replacing, replacing_folder
from quizapp.lab.run_folder import run_folder
home = Path(sys.argv[1])
unfinished.use(home / "unfinished")
(home / "deck").mkdir(exist_ok=True)
(home / "deck" / "old").write_text("old")
(home / "next").mkdir()
import tempfile
tempfile.tempdir = str(home)
with replacing(home / "copy.db") as part, new_folder(home / "export") as folder, run_folder() as run:
    part.write_text("half")
    part.with_name(part.name + "-journal").write_text("half")
    (folder / "deck.yaml").write_text("half")
    Path(run, "locked").mkdir()
    Path(run, "locked", "file").write_text("half")
    Path(run, "locked").chmod(0)
    with unfinished.temporary_folder(home) as temporary, replacing_folder(home / "deck", home / "next"):
        (temporary / "file").write_text("half")
        if sys.argv[2] == "moved":
            (home / "deck").rename(home / "gone")
        print("ready", flush=True)
        time.sleep(60)
"""


def left_by_a_killed_process(home: Path, how: str = "") -> "subprocess.Popen[str]":
    """Start a process that works on files of all kinds, and kill it in the middle."""
    child = subprocess.Popen([sys.executable, "-c", WORK, str(home), how], stdout=subprocess.PIPE, text=True)
    assert child.stdout
    assert child.stdout.readline() == "ready\n"
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=20)
    return child


def names(home: Path) -> set[str]:
    """Return the names in a folder."""
    return {path.name for path in home.iterdir()}


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    """Files, what SQLite put next to them, folders, and the folder of a run, whose modes a program changed."""
    left_by_a_killed_process(tmp_path)
    assert {".copy.db.part", ".copy.db.part-journal", ".export.part", ".deck.before", "unfinished"} <= names(tmp_path)
    assert sum(name.startswith("quizapp-") for name in names(tmp_path)) == 2
    removed = clear(tmp_path / "unfinished")
    assert {".copy.db.part", ".copy.db.part-journal", ".export.part"} <= {path.name for path in removed}
    assert names(tmp_path) == {"deck"}


def test_a_folder_that_was_moved_away_is_put_back(tmp_path: Path) -> None:
    """The process was killed between moving the old folder away and putting the new one in its place."""
    left_by_a_killed_process(tmp_path, "moved")
    clear(tmp_path / "unfinished")
    assert (tmp_path / "deck" / "old").read_text() == "old"


def test_files_of_a_process_that_runs_stay(tmp_path: Path) -> None:
    """Another terminal may be in the middle of a backup."""
    child = subprocess.Popen([sys.executable, "-c", WORK, str(tmp_path), ""], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
        before = names(tmp_path)
        assert clear(tmp_path / "unfinished") == []
        assert names(tmp_path) == before
    finally:
        child.kill()
        child.communicate(timeout=20)
    assert clear(tmp_path / "unfinished")


def entry(home: Path, **changed: object) -> Path:
    """Write an entry of a process that has ended."""
    folder = home / "unfinished"
    folder.mkdir(exist_ok=True)
    space = unfinished._space()
    content = {"path": str(home / ".a.part"), "instead_of": None, "pid": 2**22 + 1, "started": "1", "space": space}
    (folder / "1").write_text(json.dumps(content | changed))
    return folder


def test_the_id_of_a_process_that_was_given_again_is_that_of_another(tmp_path: Path) -> None:
    """The entry has the time when the process started."""
    (tmp_path / ".a.part").touch()
    assert clear(entry(tmp_path, pid=os.getpid()))


def test_entries_of_another_machine_wait_for_a_day(tmp_path: Path) -> None:
    """The ids of its processes mean nothing here."""
    (tmp_path / ".a.part").touch()
    folder = entry(tmp_path, space="another")
    assert clear(folder) == []
    long_ago = time.time() - STRANGE_SECONDS - 1
    os.utime(folder / "1", (long_ago, long_ago))
    assert clear(folder) == [tmp_path / ".a.part"]


@pytest.mark.parametrize("name", ["notes.txt", ".bashrc", "a.part", ".a.part/../b", "quiz.db"])
def test_a_forged_entry_removes_no_other_file(tmp_path: Path, name: str) -> None:
    """Only names that temporary files have."""
    (tmp_path / ".a.part").mkdir()
    for each in ("notes.txt", ".bashrc", "a.part", "b", "quiz.db"):
        (tmp_path / each).touch()
    before = names(tmp_path) | {"unfinished"}
    folder = entry(tmp_path, path=str(tmp_path / name))
    clear(folder)
    assert names(tmp_path) | {"unfinished"} == before


@pytest.mark.parametrize("content", ["", "[]", "{}", "[" * 100_000, '{"pid": "x", "space": ""}', '{"path": 3}'])
def test_an_entry_that_cannot_be_read_is_left_alone(tmp_path: Path, content: str) -> None:
    """Nothing is known of it."""
    folder = entry(tmp_path)
    (folder / "1").write_text(content)
    assert clear(folder) == []


@pytest.mark.parametrize("content", [b"", b'{"path": "/tmp/.a'])
def test_an_entry_that_was_not_written_completely_is_removed(tmp_path: Path, content: bytes) -> None:
    """The process was killed before or while it wrote it, or the disk was full; a new one is about to be written."""
    folder = entry(tmp_path)
    for name, age in (("1", TORN_SECONDS + 1), ("2", 0)):
        (folder / name).write_bytes(content)
        os.utime(folder / name, (time.time() - age, time.time() - age))
    assert clear(folder) == []
    assert names(folder) == {"2"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_entry_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk."""
    real = os.open

    def opened(path: Path, *more: int) -> int:
        os.close(real(path, *more))
        return real("/dev/full", os.O_WRONLY)

    monkeypatch.setattr(unfinished, "_entries", tmp_path / "unfinished")
    monkeypatch.setattr(os, "open", opened)
    with unfinished.remembered(tmp_path / ".a.part"):
        assert not [*tmp_path.glob("unfinished/*")]


def test_a_link_is_removed_and_not_followed(tmp_path: Path) -> None:
    """Where a temporary file was, somebody put a link."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()
    (tmp_path / ".a.part").symlink_to(tmp_path / "mine")
    clear(entry(tmp_path))
    assert names(tmp_path) == {"mine"}
    assert (tmp_path / "mine" / "file").exists()
