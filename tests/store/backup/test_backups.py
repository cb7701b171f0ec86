"""Backups: their names, content, errors, and the deletion of old ones."""

import os
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quizapp.errors import ExitCode, QuizError
from quizapp.store.backup import backups
from quizapp.store.backup.backups import backups_of, copy_to, take
from quizapp.store.backup.soundness import faults_of
from quizapp.store.database import open_store
from tests.store.devices import START, add_answers, check

pytestmark = [pytest.mark.file, pytest.mark.usefixtures("tokyo")]
WHEN = "20260225T061320007Z"  # START and 7 milliseconds
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = 86_400_000


def execute(path: Path, *statements: str) -> Path:
    """Run statements on a database file; return its path."""
    with closing(sqlite3.connect(path)) as raw:
        for each in statements:
            raw.execute(each)
        raw.commit()
    return path


def test_backup_name_has_database_time_and_reason(path: Path) -> None:
    """Backups are listed newest first, without those of another database whose name begins the same."""
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


def test_faults_of_describes_damaged_and_foreign_databases(path: Path, tmp_path: Path) -> None:
    """Views in the place of our tables are refused, because reading a view may never end."""
    assert faults_of(path) == []
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


def test_copy_is_one_private_file_and_follows_no_link(path: Path, tmp_path: Path) -> None:
    """A link at the temporary path is not followed."""
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


def test_copy_that_fails_is_one_clear_error(path: Path, tmp_path: Path) -> None:
    """The error has the operating system's reason, and no partial file is left."""
    (tmp_path / "file").touch()
    target = tmp_path / "file" / "copy.db"
    with pytest.raises(QuizError) as caught:
        copy_to(path, target)
    assert caught.value.message == f"{target}: the backup cannot be written: {target.parent} is no folder."
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


def test_delete_old_returns_the_deleted_files(path: Path) -> None:
    """The older of two backups of a month goes; partial files go after a day."""
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


def test_backup_is_a_private_and_sound_database(tmp_path: Path) -> None:
    """It holds what was committed when it was taken."""
    path = tmp_path / "q.db"
    add_answers(path, 3)
    made = backups.take(path, "asked", START)
    add_answers(path, 2, at=3)
    assert made.stat().st_mode & 0o077 == 0
    assert made.parent.stat().st_mode & 0o077 == 0
    assert [each.name for each in made.parent.iterdir()] == [made.name]
    assert [(each.reason, each.path) for each in backups.backups_of(path)] == [("asked", made)]
    assert backups.faults_of(made) == []
    assert (check(made), check(path)) == (3, 5)


def test_backup_can_be_taken_while_another_program_writes(tmp_path: Path) -> None:
    """Each copy is sound and holds at least what was there when it began."""
    path = tmp_path / "q.db"
    add_answers(path, 1)
    writer = threading.Thread(target=add_answers, args=(path, 150, 1), daemon=True)
    writer.start()
    counts = []
    while writer.is_alive():
        made = tmp_path / f"{len(counts)}.db"
        backups.copy_to(path, made)
        counts.append(check(made))
    writer.join(20)
    assert counts == sorted(counts)
    assert check(path) == 151


def test_one_daily_backup_per_study_day(tmp_path: Path) -> None:
    """Old ones are deleted as the days go by."""
    path = tmp_path / "q.db"
    add_answers(path, 1)
    for day in range(30):
        date = (NOW + timedelta(days=day)).date().isoformat()
        first = backups.take_daily(path, date, START + day * DAY)
        assert first and backups.take_daily(path, date, START + day * DAY + 5) is None
    assert 15 <= len(backups.backups_of(path)) <= 19


def test_partial_file_of_a_killed_backup_is_deleted_after_a_day(tmp_path: Path) -> None:
    """Before that it may belong to another running program."""
    path = tmp_path / "q.db"
    add_answers(path, 1)
    left = backups.take(path, "asked", START).parent / ".q-20260301T120000000Z-asked.db.part"
    left.write_bytes(b"half")
    os.utime(left, (START / 1000, START / 1000))
    backups.take(path, "asked", START + DAY // 2)
    assert left.exists()
    backups.take(path, "asked", START + 2 * DAY)
    assert not left.exists()


def test_damaged_database_is_not_backed_up(tmp_path: Path) -> None:
    """Sound backups are not deleted in favour of a damaged copy, and no partial file is left."""
    path = tmp_path / "q.db"
    add_answers(path, 200)
    made = backups.take(path, "asked", START)
    # A page of an index: everything opens, and copies, as if nothing were wrong.
    with closing(sqlite3.connect(path)) as raw:
        root = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'events_by_card'").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[root * 4096 - 2048 : root * 4096] = bytes(2048)
    path.write_bytes(content)
    with pytest.raises(QuizError, match="the copy is damaged"):
        backups.take(path, "asked", START + 1000 * DAY)
    assert list(made.parent.iterdir()) == [made]


def test_database_that_cannot_be_read_is_the_cause(users_folder: Path) -> None:
    """Not the folder of the backups, which has no fault."""
    path = users_folder / "q.db"
    add_answers(path, 1)
    path.chmod(0)
    with pytest.raises(QuizError) as caught:
        copy_to(path, users_folder / "copy.db")
    assert caught.value.message == f"{path}: the database cannot be read: no permission to read q.db."
    assert caught.value.exit_code == ExitCode.STORE
    assert not (users_folder / "copy.db").exists()
