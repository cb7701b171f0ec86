"""Ends the connections of a member to the server, as the owner of a class."""

from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, text

_PIDS = "FROM pg_stat_activity WHERE usename = :name AND pid <> pg_backend_pid()"
_OPEN = text(f"SELECT count(*) {_PIDS}")
_END = text(f"SELECT count(*) FILTER (WHERE NOT pg_terminate_backend(pid, 5000)) {_PIDS}")
_END_IN_CLASS = text(f"SELECT pg_terminate_backend(pid, 5000) {_PIDS} AND datname = current_database()")


def raw_connection(connection: Connection) -> Any:
    """Return the driver's connection below one of SQLAlchemy."""
    return connection.connection.driver_connection


def takes_role(connection: Connection, name: str) -> bool:
    """Let the owner act as a role, within the transaction; return False where the owner may not."""
    raw = raw_connection(connection)
    try:
        with raw.transaction():
            raw.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def end_in_class(connection: Connection, name: str) -> None:
    """End the connections of a role to the class, after `takes_role` returned True for it."""
    connection.execute(_END_IN_CLASS, {"name": name})


def ends_everywhere(connection: Connection, name: str) -> bool:
    """End all connections of a role to the server but this one; return whether none is left.

    Call it outside of a transaction: the right to end them is granted in one that is rolled back.
    """
    values = {"name": name}
    own = connection.exec_driver_sql("SELECT current_user::text").scalar_one() == name
    connection.rollback()
    connection.exec_driver_sql("BEGIN")
    if own or takes_role(connection, name):
        left = connection.execute(_END, values).scalar_one()
    else:
        left = connection.execute(_OPEN, values).scalar_one()
    connection.rollback()
    return bool(left == 0)
