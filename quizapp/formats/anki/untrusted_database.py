"""Reads an SQLite database of unknown origin, trusting nothing in it."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from quizapp.errors import QuizError

REPLACING = partial(str, encoding="utf-8", errors="replace")


@contextmanager
def connected(path: Path, shown: Path) -> Iterator[sqlite3.Connection]:
    """Yield a read-only connection that trusts nothing in the file."""
    try:
        with closing(sqlite3.connect(f"file:{quote(bytes(path))}?mode=ro&immutable=1", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.create_collation(
                "unicase", lambda a, b: (a.casefold() > b.casefold()) - (a.casefold() < b.casefold())
            )
            yield connection
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter for SQLite's own message about a broken schema
        raise unreadable(shown, error) from None


def unreadable(shown: Path, error: Exception) -> QuizError:
    """Return the error for a file that SQLite cannot read; `shown` is its name in messages."""
    return QuizError(f"{shown}: the collection cannot be read: {error}", "Check it in Anki, and export it again.")


def rows_of(connection: sqlite3.Connection, query: str, values: Sequence[int] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of a query; invalid UTF-8 is replaced, in a slower second try."""
    try:
        return connection.execute(query, values).fetchall()
    except sqlite3.OperationalError as error:
        if "decode to UTF-8" not in str(error):
            raise
    connection.text_factory = REPLACING
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.text_factory = str


def converted(rows: Sequence[tuple[Any, ...]], kinds: Iterable[type]) -> Iterable[Sequence[Any]]:
    """Return rows whose columns hold the kinds of values, `int` or `str`, that they are for.

    They are checked column by column, which takes a third of the time.
    """
    wanted = list(kinds)
    if [set(map(type, column)) for column in zip(*rows, strict=True)] == [{kind} for kind in wanted]:
        return rows
    convert = [text if kind is str else number for kind in wanted]
    return ([make(value) for make, value in zip(convert, row, strict=True)] for row in rows)


def number(value: Any) -> int:
    """Return a column as an integer; 0 for any other value."""
    if isinstance(value, int):
        return value
    try:
        return int(float(value))
    except (TypeError, ValueError, OverflowError):
        return 0


def text(value: Any) -> str:
    """Return a column as text; '' for NULL."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return value if isinstance(value, str) else "" if value is None else str(value)


def tables_of(connection: sqlite3.Connection) -> set[str]:
    """Return the names of real tables, without views, which could run anything."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    return {str(row[0]) for row in rows_of(connection, query)}
