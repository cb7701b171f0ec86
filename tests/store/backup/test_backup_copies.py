"""Copies of the database: their names, what is said of one that is not sound, what cannot be written."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizapp.core.events import REVIEW
from quizapp.errors import ExitCode, QuizError
from quizapp.store.backup import backups
from quizapp.store.backup.backups import backups_of, copy_to, faults_of, take
from quizapp.store.backup_before import keep_before
from quizapp.store.database import open_store
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.maintenance.restore import restore, set_aside
from tests.store.devices import START

pytestmark = pytest.mark.file
WHEN = "20260225T061320007Z"  # START and 7 milliseconds


@pytest.fixture(autouse=True)
def far_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The learner lives nine hours before UTC, in which backups are named."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one answer."""
    made = tmp_path / "q.db"
    with closing(open_store(made, "me")) as store:
        record(store, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02"))
    return made


def execute(path: Path, *statements: str) -> Path:
    """Change a database from outside."""
    with closing(sqlite3.connect(path)) as raw:
        for each in statements:
            raw.execute(each)
        raw.commit()
    return path


def test_a_backup_s_name_says_of_what_when_and_why(path: Path) -> None:
    """The newest first; those of a database beside it whose name begins alike are its own."""
    other = path.with_name("q-2.db")
    with closing(open_store(other, "me")):
        pass
    theirs = take(other, "asked", START)
    first, last, same = take(path, "day-1", START + 7), take(path, "b", START + 9), take(path, "a", START + 9)
    assert first == path.parent / "backups" / f"q-{WHEN}-day-1.db"
    assert [each.path for each in backups_of(path)] == [last, same, first]
    assert [each.reason for each in backups_of(path)] == ["b", "a", "day-1"]
    assert backups_of(path)[-1].taken == datetime(2026, 2, 25, 6, 13, 20, 7000, UTC)
    assert [each.path for each in backups_of(other)] == [theirs]
    (first.parent / f"q-{WHEN}-day-1.db.part").touch()
    (first.parent / "q-yesterday-asked.db").touch()
    assert len(backups_of(path)) == 3


def test_what_is_not_sound_is_said_in_sqlite_s_words(path: Path, tmp_path: Path) -> None:
    """And what is no database of this program, and one in which reading might have no end."""
    assert faults_of(path) == []
    assert faults_of(tmp_path / "none.db") == ["unable to open database file"]
    assert faults_of(execute(tmp_path / "other.db", "CREATE TABLE x (y)")) == ["it is not a database of quizapp"]
    odd = tmp_path / "odd 50%?#.db"
    copy_to(path, odd)
    assert faults_of(odd) == []
    execute(odd, "CREATE VIEW mine AS SELECT 1")
    assert faults_of(odd) == []
    execute(odd, "ALTER TABLE tallied RENAME TO x", "CREATE VIEW Tallied AS SELECT 1")
    assert faults_of(odd) == ["`Tallied` is a view where a table belongs"]
    execute(odd, "DROP VIEW Tallied", "DELETE FROM alembic_version")
    assert len(faults_of(odd)) == 1
    execute(odd, "DROP TABLE alembic_version")
    assert faults_of(odd) == ["no such table: alembic_version"]
    execute(odd, "CREATE VIEW alembic_version AS SELECT '0001' AS version_num")
    assert faults_of(odd) == ["`alembic_version` is a view where a table belongs"]


def test_a_copy_is_one_private_file(path: Path, tmp_path: Path) -> None:
    """Even where somebody laid a link in its way; what is written there belongs to its owner alone."""
    trap, target = tmp_path / "trap", tmp_path / "new" / "copy.db"
    target.parent.mkdir()
    (target.parent / ".copy.db.part").symlink_to(trap)
    copy_to(path, target)
    assert not trap.exists()
    assert target.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in target.parent.iterdir()] == ["copy.db"]
    with closing(sqlite3.connect(target)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert raw.execute("SELECT COUNT(*) FROM events").fetchone() == (1,)


def test_a_copy_that_cannot_be_written_is_one_clear_error(path: Path, tmp_path: Path) -> None:
    """With the machine's word on it; so is a copy of what is no database."""
    (tmp_path / "file").touch()
    target = tmp_path / "file" / "copy.db"
    with pytest.raises(QuizError) as caught:
        copy_to(path, target)
    assert caught.value.message == f"{target}: the backup cannot be written: File exists."
    assert caught.value.hint == "Nothing was changed. Free some space or check the permissions of the folder."
    assert caught.value.exit_code == ExitCode.STORE
    text, target = tmp_path / "text.db", tmp_path / "copy.db"
    text.write_text("text " * 999)
    with pytest.raises(QuizError) as caught:
        copy_to(text, target)
    assert caught.value.message == f"{target}: the backup cannot be written: file is not a database."
    other = execute(tmp_path / "other.db", "CREATE TABLE x (y)")
    with pytest.raises(QuizError) as caught:
        copy_to(other, target)
    assert caught.value.message == f"{other}: the copy is damaged: it is not a database of quizapp."
    assert (caught.value.hint, caught.value.exit_code) == ("Run `quizapp doctor` to see what is wrong.", ExitCode.STORE)
    assert not target.exists()
    assert not list(tmp_path.glob(".*"))


def test_thinning_says_what_went(path: Path) -> None:
    """Of two of one month the older; what a killed backup left goes a day after it, and no sooner."""
    old, new = (take(path, "asked", START - days * 86_400_000) for days in (206, 205))
    now = datetime.fromtimestamp(START / 1000, UTC)
    left = old.parent / ".q-x.db.part"
    left.touch()
    os.utime(left, (START / 1000 - 86_400, START / 1000 - 86_400))
    assert backups.delete_old(path, now) == [old]
    assert backups.delete_old(path, now) == []
    os.utime(left, (START / 1000 - 86_401, START / 1000 - 86_401))
    assert backups.delete_old(path, now) == [left]
    assert list(old.parent.iterdir()) == [new]


def test_one_backup_for_a_reason_since_the_store_was_opened(path: Path) -> None:
    """Opened again, there is one more; where it cannot be taken, the next try takes it."""
    with closing(open_store(path, "me")) as store:
        (path.parent / "backups").write_text("in the way")
        with pytest.raises(QuizError):
            keep_before(store, "import", START)
        (path.parent / "backups").unlink()
        keep_before(store, "import", START)
        keep_before(store, "import", START + 1)
    with closing(open_store(path, "me")) as store:
        keep_before(store, "import", START + 2)
    assert [each.taken.microsecond for each in backups_of(path)] == [2000, 0]


def test_what_is_set_aside_lies_beside_the_backups(path: Path) -> None:
    """With all that belongs to it, under a name that says when."""
    whole = path.read_bytes()
    for suffix in ("-wal", "-shm", "-journal"):
        path.with_name("q.db" + suffix).write_text(suffix)
    aside = set_aside(path, START + 7)
    assert aside == path.parent / "backups" / f"q-{WHEN}.damaged"
    assert aside.read_bytes() == whole
    assert {each.name for each in aside.parent.iterdir()} == {
        aside.name + suffix for suffix in ("", "-wal", "-shm", "-journal")
    }
    assert not list(path.parent.glob("q.db*"))
    assert aside.parent.stat().st_mode & 0o777 == 0o700


def test_what_cannot_be_set_aside_is_one_clear_error(path: Path) -> None:
    """It stays where it is."""
    (path.parent / "backups").write_text("in the way")
    with pytest.raises(QuizError) as caught:
        set_aside(path, START)
    assert caught.value.message == f"{path} could not be moved aside: File exists."
    assert (caught.value.hint, caught.value.exit_code) == ("Check the permissions of the folder.", ExitCode.STORE)
    assert faults_of(path) == []


def test_restoring_from_a_path_with_the_signs_of_a_url(path: Path, tmp_path: Path) -> None:
    """What was there is kept under the reason that it was kept for."""
    odd = tmp_path / "copy 50%?#.db"
    copy_to(path, odd)
    kept = restore(path, odd, START + 7)
    assert kept == path.parent / "backups" / f"q-{WHEN}-restore.db"
    assert faults_of(path) == []
