"""Restoring a backup, and moving a database aside."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.errors import ExitCode, QuizError
from quizapp.store.backup import backups
from quizapp.store.backup.backups import copy_to
from quizapp.store.backup.soundness import faults_of
from quizapp.store.maintenance.restore import restore
from tests.store.devices import START, add_answers, check

pytestmark = [pytest.mark.file, pytest.mark.usefixtures("tokyo")]
WHEN = "20260225T061320007Z"  # START and 7 milliseconds


def test_restore_accepts_a_path_with_url_characters(path: Path, tmp_path: Path) -> None:
    """The replaced database is kept with the reason `restore`."""
    odd = tmp_path / "copy 50%?#.db"
    copy_to(path, odd)
    kept = restore(path, odd, START + 7)
    assert kept == path.parent / "backups" / f"q-{WHEN}-restore.db"
    assert faults_of(path) == []


@pytest.mark.parametrize("open_elsewhere", [False, True])
def test_restore_backs_up_the_replaced_database(tmp_path: Path, open_elsewhere: bool) -> None:
    """A program that has the database open continues with the restored one."""
    path = tmp_path / "q.db"
    add_answers(path, 3)
    made = backups.take(path, "asked", START)
    add_answers(path, 2, at=3)
    other = sqlite3.connect(path) if open_elsewhere else None
    if other:
        other.execute("SELECT COUNT(*) FROM events").fetchone()
    before = restore(path, made, START + 1)
    assert before
    assert (check(path), check(before), check(made)) == (3, 5, 3)
    if other:
        assert other.execute("SELECT COUNT(*) FROM events").fetchone()[0] == 3
        other.close()


def test_restore_moves_a_damaged_database_aside(tmp_path: Path) -> None:
    """Unchanged; where there is no database, restoring is a plain copy."""
    path = tmp_path / "q.db"
    add_answers(path, 3)
    made = backups.take(path, "asked", START)
    path.write_bytes(b"rubbish" * 999)
    log = path.with_name("q.db-wal")
    log.write_bytes(b"and its log")
    before = restore(path, made, START + 1)
    assert before and before.read_bytes() == b"rubbish" * 999
    assert before.with_name(before.name + "-wal").read_bytes() == b"and its log"
    assert not log.exists()
    assert check(path) == 3
    path.unlink()
    assert restore(path, made, START + 2) is None
    assert check(path) == 3


def test_file_that_cannot_be_restored_is_refused(tmp_path: Path) -> None:
    """Each with the reason, a hint and its exit code; nothing is changed."""
    path = tmp_path / "q.db"
    add_answers(path, 3)
    before = path.read_bytes()
    made = backups.take(path, "asked", START)
    torn, newer, text = tmp_path / "torn.db", tmp_path / "newer 50%?.db", tmp_path / "text.db"
    torn.write_bytes(made.read_bytes()[:-9000])
    shutil.copyfile(made, newer)
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    text.write_text("my notes")
    for bad, message, hint, code in (
        (torn, "cannot be restored: ", "Choose another backup", ExitCode.STORE),
        (text, "cannot be restored: ", "Choose another backup", ExitCode.STORE),
        (
            newer,
            "has schema version 9999; this quizapp supports versions up to ",
            "Nothing was changed. Install a newer",
            ExitCode.STORE,
        ),
        (tmp_path / "none.db", "does not exist.", "`quizapp backup --list` shows", ExitCode.INPUT),
        (path, "is the database itself.", "Give a backup of it.", ExitCode.USAGE),
    ):
        with pytest.raises(QuizError) as caught:
            restore(path, bad, START)
        assert caught.value.message.startswith(f"{bad} {message}")
        assert caught.value.hint.startswith(hint)
        assert caught.value.exit_code == code
    assert path.read_bytes() == before


def test_locked_database_is_not_waited_for_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one error, and nothing is changed."""
    monkeypatch.setattr("quizapp.store.maintenance.restore.PATIENCE", 0.1)
    path = tmp_path / "q.db"
    add_answers(path, 3)
    made = backups.take(path, "asked", START)
    add_answers(path, 2, at=3)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(QuizError, match="could not be replaced: database is locked") as caught:
            restore(path, made, START + 1)
    assert caught.value.exit_code == ExitCode.STORE
    assert check(path) == 5


def test_log_of_a_lost_database_does_not_meet_the_restored_one(tmp_path: Path) -> None:
    """It is moved aside; SQLite would write its pages into the backup."""
    path, log = tmp_path / "q.db", tmp_path / "q.db-wal"
    add_answers(path, 3)
    made = backups.take(path, "asked", START)
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE later (x)")
        written = log.read_bytes()
    path.unlink()
    log.write_bytes(written)
    kept = restore(path, made, START + 1)
    assert kept and kept.read_bytes() == written
    assert kept.name.endswith(".damaged-wal")
    assert (check(path), faults_of(path)) == (3, [])
    with closing(sqlite3.connect(path)) as restored:
        assert restored.execute("SELECT COUNT(*) FROM sqlite_master WHERE name = 'later'").fetchone() == (0,)
