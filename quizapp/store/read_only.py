"""One read-only look at a SQLite database through the standard library: start-up does not wait for SQLAlchemy."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from quizapp.store.location import DatabaseLocation


def open_read_only(path: "DatabaseLocation") -> sqlite3.Connection | None:
    """Return a read-only connection, or None where there is no file to read."""
    if not isinstance(path, Path) or not path.is_file():
        return None
    try:
        return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=5)
    except sqlite3.Error:
        return None


def query_of(connection: sqlite3.Connection, sql: str, named: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """Return the rows of one statement."""
    return connection.execute(sql, dict(named)).fetchall()
