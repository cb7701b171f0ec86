"""Messages and hints for the errors of SQLite."""

from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from quizapp.store.engines.sqlite import failure


@pytest.mark.parametrize(
    ("cause", "hint"),
    [
        ("attempt to write a readonly database", "Give yourself write access to the file and its folder"),
        ("database or disk is full", "Free some space. All answers so far are stored."),
        ("database is locked", "Another program is writing to the database; close it and try again."),
        ("file is not a database", "Choose another file with --db, or restore a backup."),
        ("database disk image is malformed", "Restore a backup. `quizapp doctor` shows what can still be read."),
        ("unable to open database file", "Check that the folder exists and can be written to"),
        ("something new", "Run `quizapp doctor` to see what is wrong."),
    ],
)
def test_each_sqlite_error_has_a_hint(cause: str, hint: str) -> None:
    """The message has the file and SQLite's words; the exit code is 4."""
    error = failure(DBAPIError("SELECT 1", None, Exception(cause)), Path("/x/q.db"))
    assert error.message == f"/x/q.db: the database could not be used: {cause}."
    assert error.hint.startswith(hint)
    assert int(error.exit_code) == 4
