"""Messages and hints for the errors of SQLite."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from quizapp.store.engines.sqlite import failure
from quizapp.store.sqlite_errors import is_damage


def sqlite_error(code: int, message: str) -> sqlite3.Error:
    """Return an error as the driver raises it."""
    error = sqlite3.OperationalError(message)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "cause", "hint"),
    [
        (sqlite3.SQLITE_READONLY_DBMOVED, "attempt to write a readonly database", "Give yourself write access"),
        (sqlite3.SQLITE_FULL, "database or disk is full", "Free some space. All answers so far are stored."),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "database is locked", "Another program is writing to the database; close it"),
        (sqlite3.SQLITE_IOERR_READ, "disk I/O error", "Check the disk and its connection."),
        (sqlite3.SQLITE_NOTADB, "file is not a database", "Choose another file with --db, or restore a backup."),
        (sqlite3.SQLITE_CORRUPT_VTAB, "database disk image is malformed", "Restore a backup. `quizapp doctor` shows"),
        (sqlite3.SQLITE_CANTOPEN, "unable to open database file", "Check that the folder exists and can be written to"),
        (sqlite3.SQLITE_ERROR, "something new", "`quizapp doctor` shows what is wrong."),
    ],
)
def test_each_sqlite_error_has_a_hint(code: int, cause: str, hint: str) -> None:
    """The message has the file and SQLite's words; the exit code is 4."""
    error = failure(DBAPIError("SELECT 1", None, sqlite_error(code, cause)), Path("/x/q.db"))
    assert error.message == f"/x/q.db: the database could not be used: {cause}."
    assert error.hint and error.hint.startswith(hint)
    assert int(error.exit_code) == 4


@pytest.mark.parametrize(
    ("error", "damage"),
    [
        (sqlite_error(sqlite3.SQLITE_CORRUPT_INDEX, "x"), True),
        (sqlite_error(sqlite3.SQLITE_NOTADB, "x"), True),
        (sqlite_error(sqlite3.SQLITE_ERROR, "no such table: events"), True),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad name"), True),
        *[
            (sqlite_error(code, "x"), False)
            for code in (
                sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY,
                sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN_ISDIR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM,
            )
        ],
    ],
)  # fmt: skip
def test_only_errors_about_the_content_are_damage(error: Exception, damage: bool) -> None:
    """A file that cannot be read at the moment may be sound."""
    assert is_damage(error) is damage
