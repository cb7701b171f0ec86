"""Runs statements that SQLAlchemy compiled once through the driver directly.

An answer runs five statements. SQLite needs some microseconds for each; SQLAlchemy's execution adds several times that.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.exc import DBAPIError


@lru_cache(maxsize=64)
def _compiled(statement: Executable, dialect: Dialect) -> tuple[str, Mapping[str, Any], Callable[..., Any] | None]:
    """Return a statement's SQL, its constants, and a function that orders its parameters, if needed."""
    compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    names = compiled.positiontup
    constants = {name: value for name, value in compiled.params.items() if value is not None}
    if names is None:
        return str(compiled), constants, None
    order = itemgetter(*names) if len(names) > 1 else lambda named: [named[name] for name in names]
    return str(compiled), constants, order


def execute(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    """Run a statement with all of its parameters and return its rows. Raises DBAPIError.

    Keep the statement in a module-level variable, so that it is compiled once. A statement that writes needs a
    transaction that SQLAlchemy began. The driver gets the values unconverted.
    """
    return _driven(connection, statement, values)[0]


def execute_count(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> int:
    """Run a statement that writes, like `execute`, and return the number of rows written."""
    return _driven(connection, statement, values)[1]


class RowStatement:
    """A statement that writes a row, whose values are given as a tuple in the order of `names`; none is a constant.

    A dictionary of the 28 values of a state before and after an answer takes as long to build and to order as the
    statement itself.
    """

    __slots__ = ("names", "statement")

    def __init__(self, statement: Executable, names: tuple[str, ...]) -> None:
        self.statement, self.names = statement, names

    def write(self, connection: Connection, values: tuple[Any, ...]) -> int:
        """Run it, like `execute`, and return the number of rows written."""
        sql, order = _compiled_row(self, connection.dialect)
        given = dict(zip(self.names, values, strict=True)) if order is None else order(values)
        return _run(connection, sql, given)[1]


@lru_cache(maxsize=64)
def _compiled_row(row: RowStatement, dialect: Dialect) -> tuple[str, Callable[[tuple[Any, ...]], Any] | None]:
    """Return a statement's SQL, and a function that orders its values, where the driver wants them by position."""
    compiled = row.statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    if compiled.positiontup is None:
        return str(compiled), None
    return str(compiled), itemgetter(*map(row.names.index, compiled.positiontup))


def _driven(
    connection: Connection, statement: Executable, values: Mapping[str, Any]
) -> tuple[Sequence[tuple[Any, ...]], int]:
    sql, constants, order = _compiled(statement, connection.dialect)
    named = {**constants, **values} if constants else values
    return _run(connection, sql, named if order is None else order(named))


def _run(connection: Connection, sql: str, given: Any) -> tuple[Sequence[tuple[Any, ...]], int]:
    cursor = None
    try:
        cursor = connection.connection.cursor()  # raises if the connection was closed
        cursor.execute(sql, given)
        return cursor.fetchall() if cursor.description else [], cursor.rowcount
    except Exception as error:
        failures = connection.dialect.loaded_dbapi.Error
        if not isinstance(error, failures):
            raise
        if connection.dialect.is_disconnect(error, connection.connection.dbapi_connection, cursor):
            connection.invalidate(error)
        raise DBAPIError.instance(sql, None, error, failures, dialect=connection.dialect) from error
    finally:
        if cursor is not None:
            cursor.close()
