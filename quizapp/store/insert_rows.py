"""Inserts many rows at once."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Insert


def insert_many(connection: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same keys."""
    names = tuple(rows[0])
    insert_tuples(connection, statement, names, list(map(itemgetter(*names), rows)))


def insert_tuples(
    connection: Connection, statement: Insert, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:  # fmt: skip
    """Insert rows given in the order of `names`; passing tuples to the driver is faster than SQLAlchemy's dicts."""
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(names))
    order = getattr(compiled, "positiontup", None)
    if not order:
        connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])
        return
    if list(order) != list(names):
        rows = list(map(itemgetter(*(names.index(name) for name in order)), rows))
    connection.exec_driver_sql(str(compiled), list(rows))
