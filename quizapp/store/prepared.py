"""Runs the statements of an answer through the driver: SQLAlchemy builds them once, and the driver does the rest.

An answer is five statements. Each costs SQLite some microseconds, and SQLAlchemy's way to run it several times that.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.exc import DBAPIError


@lru_cache(maxsize=64)
def _compiled(statement: Executable, dialect: Dialect) -> tuple[str, Mapping[str, Any], Callable[..., Any] | None]:
    """Return a statement's SQL, its constants, and what puts its parameters in order where the driver wants one."""
    made = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    names = made.positiontup
    constants = {name: value for name, value in made.params.items() if value is not None}
    if names is None:
        return str(made), constants, None
    return str(made), constants, itemgetter(*names) if len(names) > 1 else lambda named: [named[name] for name in names]


def execute(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    """Run a statement that is built once, with all of its parameters, and return its rows. Raises DBAPIError.

    To be called within a transaction that SQLAlchemy began, or for one that reads. Values go to the driver as they are.
    """
    return _driven(connection, statement, values)[0]


def execute_count(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> int:
    """Run a statement that writes as `execute` does, and return how many rows it wrote."""
    return _driven(connection, statement, values)[1]


def _driven(
    connection: Connection, statement: Executable, values: Mapping[str, Any]
) -> tuple[Sequence[tuple[Any, ...]], int]:
    sql, constants, order = _compiled(statement, connection.dialect)
    named = {**constants, **values} if constants else values
    given = named if order is None else order(named)
    failures = connection.dialect.loaded_dbapi.Error
    cursor = None
    try:
        cursor = connection.connection.cursor()  # which refuses, too, where the connection was closed
        cursor.execute(sql, given)
        return cursor.fetchall() if cursor.description else [], cursor.rowcount
    except failures as error:
        if connection.dialect.is_disconnect(error, connection.connection.dbapi_connection, cursor):
            connection.invalidate(error)
        raise DBAPIError.instance(sql, None, error, failures, dialect=connection.dialect) from error
    finally:
        if cursor is not None:
            cursor.close()
