"""Queries a database as another program would, on either engine."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from quizapp.store.location import DatabaseLocation, Server, parse_server


def placed(database: str | DatabaseLocation) -> DatabaseLocation:
    """Return a path or a URL as a database location."""
    if not isinstance(database, str):
        return database
    return parse_server(database) if "://" in database else Path(database)


def asked(database: str | DatabaseLocation, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of a statement; values are bound to its `?`."""
    place = placed(database)
    if isinstance(place, Server):
        with psycopg.connect(place.url.replace("+psycopg", "")) as connection:
            found = connection.execute(statement.replace("%", "%%").replace("?", "%s"), values)  # type: ignore[arg-type]
            return found.fetchall() if found.description else []
    with closing(sqlite3.connect(place)) as connection:
        rows = connection.execute(statement, values).fetchall()
        connection.commit()
        return rows
