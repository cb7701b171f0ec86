"""Whether a file is a sound database of quizapp."""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from quizapp.store import schema
from quizapp.store.sqlite_errors import SQLITE_ERRORS, is_damage, unreadable

APPLICATION_ID = 334489  # in the header of every quizapp database
LOGS = ("-wal", "-journal")  # files with changes that the main file does not have yet
PATIENCE = 5.0  # seconds to wait for another program's lock
VERSIONS = "SELECT version_num FROM alembic_version LIMIT 9"
_VERSION = re.compile(r"(?!0000)[0-9]{4}")
VIEWS = "SELECT name FROM sqlite_master WHERE type = 'view'"


def false_tables(views: Iterable[Sequence[Any]]) -> str:
    """Return the first view that has the name of a table of quizapp, or '': a query of it might never end."""
    names = (str(row[0]) for row in views)
    return next((name for name in names if name.lower() in (*schema.metadata.tables, "alembic_version")), "")


def version_fault(rows: Iterable[Sequence[Any]]) -> str:
    """Return what is wrong with the rows of the schema's version, or ''. A version may be newer than the program."""
    found = [row[0] for row in rows]
    if not found:
        return "the version of its schema is missing"
    if len(found) > 1 or not isinstance(found[0], str) or not _VERSION.fullmatch(found[0]):
        return f"the version of its schema is {', '.join(map(repr, found[:3]))}"
    return ""


def faults_of(path: Path) -> list[str]:
    """Return the faults of a file as a database of quizapp, in SQLite's words; empty if it has none.

    Raises QuizError (exit code 4) if the file cannot be read at the moment: it is locked, the disk is full or fails,
    or permissions are missing. Such a file may be sound.
    """
    try:
        # Read-only: a copy has no write-ahead log.
        with closing(sqlite3.connect(read_only(path), uri=True, timeout=PATIENCE)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return ["it is not a database of quizapp"]
            if false := false_tables(connection.execute(VIEWS)):
                return [f"`{false}` is a view where a table belongs"]
            lines = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
            if fault := version_fault(connection.execute(VERSIONS)):
                return [fault]
    except SQLITE_ERRORS as error:
        if not is_damage(error):
            raise unreadable(path, error) from error
        return [str(error)]
    return [line for line in lines if line != "ok"]


def as_one_file(path: Path) -> None:
    """Write all of a database into its file, so that nothing of it is in a log beside it.

    When a connection is closed, SQLite tries the same, but does not tell where it fails. Raises sqlite3.Error.
    """
    with closing(sqlite3.connect(path)) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    if mode != "delete" or any(path.with_name(path.name + suffix).exists() for suffix in LOGS):
        raise sqlite3.OperationalError("its log could not be written into it")


def read_only(path: Path) -> str:
    """Return the URI that opens a database read-only."""
    return f"file:{quote(bytes(path))}?mode=ro"
