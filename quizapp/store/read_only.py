"""Read-only access to a SQLite database through the standard library, so that start-up does not import SQLAlchemy."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from quizapp.store.queries import VERSION

if TYPE_CHECKING:
    from quizapp.store.daily_candidates import Query
    from quizapp.store.location import DatabaseLocation

SCHEMA = "0009"  # the version that start-up expects; a test compares it with store.schema, whose import is slow
T = TypeVar("T")


def open_read_only(path: "DatabaseLocation") -> sqlite3.Connection | None:
    """Return a read-only connection, or None if the file cannot be opened."""
    if not isinstance(path, Path) or not path.is_file():
        return None
    try:
        return sqlite3.connect(f"file:{quote(bytes(path))}?mode=ro", uri=True, timeout=5)
    except sqlite3.Error:
        return None


def query_of(connection: sqlite3.Connection, sql: str, named: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """Return the rows of one statement."""
    return connection.execute(sql, dict(named)).fetchall()


def read_current(location: "DatabaseLocation", read: "Callable[[Query], T]") -> T | None:
    """Return the result of `read`, which gets a function that runs one statement.

    Return None if the file does not exist, has a schema of another version, or cannot be read: then the store has to
    create, upgrade or repair it first.
    """
    connection = open_read_only(location)
    if connection is None:
        return None
    with closing(connection):
        return _read(connection, read)


def open_current(location: "DatabaseLocation", is_current: "Callable[[Query], bool]") -> sqlite3.Connection | None:
    """Return a read-only connection, or None if the schema has another version or `is_current` returns false."""
    connection = open_read_only(location)
    if connection is None:
        return None
    if _read(connection, is_current):
        return connection
    connection.close()
    return None


def _read(connection: sqlite3.Connection, read: "Callable[[Query], T]") -> T | None:
    query = partial(query_of, connection)
    try:
        return read(query) if query(VERSION, {})[0][0] == SCHEMA else None
    except (sqlite3.Error, IndexError, UnicodeEncodeError):  # the last: text that UTF-8 cannot hold
        return None
