"""Reads an SQLite database of unknown origin, trusting nothing in it."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from quizapp.errors import QuizError

REPLACING = partial(str, encoding="utf-8", errors="replace")
_SOME = 4096  # rows

T = TypeVar("T")


@contextmanager
def connected(path: Path, shown: Path) -> Iterator[sqlite3.Connection]:
    """Yield a read-only connection that trusts nothing in the file."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.create_collation(
                "unicase", lambda a, b: (a.casefold() > b.casefold()) - (a.casefold() < b.casefold())
            )
            yield connection
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter for SQLite's own message about a broken schema
        raise QuizError(
            f"{shown}: the collection cannot be read: {error}", "Check it in Anki, and export it again."
        ) from None


def rows_of(connection: sqlite3.Connection, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query; invalid UTF-8 is replaced, in a slower second try."""
    return values_of(connection, query, list)


def values_of(
    connection: sqlite3.Connection, query: str, convert: Callable[[list[tuple[Any, ...]]], Iterable[T]]
) -> list[T]:  # fmt: skip
    """Return the values that `convert` returns for some rows of a query at a time, so that no row is held twice.

    Invalid UTF-8 is replaced, in a slower second try.
    """
    try:
        return list(_values(connection.execute(query), convert))
    except sqlite3.OperationalError as error:
        if "decode to UTF-8" not in str(error):
            raise
    connection.text_factory = REPLACING
    return list(_values(connection.execute(query), convert))


def _values(cursor: sqlite3.Cursor, convert: Callable[[list[tuple[Any, ...]]], Iterable[T]]) -> Iterator[T]:
    while rows := cursor.fetchmany(_SOME):
        yield from convert(rows)


def tables_of(connection: sqlite3.Connection) -> set[str]:
    """Return the names of real tables, without views, which could run anything."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    return {str(row[0]) for row in rows_of(connection, query)}
