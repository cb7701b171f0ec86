"""Dumps a class on PostgreSQL into a file, as its owner. Memory does not grow with the class."""

import os
from collections.abc import Callable
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from psycopg import sql
from sqlalchemy import Connection

from quizapp.atomic_files import replacing
from quizapp.errors import ExitCode, QuizError
from quizapp.store import schema
from quizapp.store.classroom.dump_format import ClassVersion, DumpWriter
from quizapp.store.classroom.setup import owner_connection
from quizapp.store.location import Server

Progress = Callable[[str], None]  # called with the name of each table before its rows
_TABLES = (
    "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    " AND relforcerowsecurity ORDER BY relname"
)
_REFERENCES = (
    "SELECT a.relname::text, b.relname::text FROM pg_constraint JOIN pg_class a ON a.oid = conrelid"
    " JOIN pg_class b ON b.oid = confrelid WHERE contype = 'f' AND a.oid <> b.oid"
)
_COLUMNS = (
    "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass('public.' || quote_ident(%s))"
    " AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
)
_VERSION = "SELECT (SELECT max(version_num) FROM alembic_version), (SELECT value FROM meta WHERE key = 'class')"
_OWNED = (
    "SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_class c WHERE c.oid = to_regclass('public.events')"
    " AND to_regclass('public.alembic_version') IS NOT NULL"
)


def dump(server: Server, target: Path, progress: Progress) -> list[str]:
    """Write one consistent state of a class into a new file, while others use the class; return the tables.

    The file appears complete or not at all. Raises QuizError.
    """
    if target.exists():
        raise QuizError(f"{target} already exists.", "Name a file that does not exist.", ExitCode.USAGE)
    try:
        with owner_connection(server) as connection, replacing(target) as part:
            connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            version = _version(connection, server)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                return _write_tables(connection, DumpWriter(file, version), progress)
    except OSError as error:
        raise QuizError(
            f"{target}: the dump cannot be written: {error.strerror}.",
            "No file was left. Free some space or check the permissions of the folder.",
            ExitCode.STORE,
        ) from None


def _version(connection: Connection, server: Server) -> ClassVersion:
    owned = connection.exec_driver_sql(_OWNED).scalar()
    if owned is None:
        raise QuizError(f"{server}: there is no class.", "Name the database of a class.", ExitCode.STORE)
    if not owned:
        raise QuizError(f"{server}: only the owner can dump a class.", "Connect as its owner.", ExitCode.STORE)
    revision, scripts = connection.exec_driver_sql(_VERSION).one()
    if revision != schema.VERSION:
        raise QuizError(
            f"{server} has schema version {revision}; this quizapp dumps version {schema.VERSION}.",
            "Dump it with the version of quizapp that the class uses.",
            ExitCode.STORE,
        )
    return ClassVersion(str(revision), int(scripts or 0))


def _write_tables(connection: Connection, writer: DumpWriter, progress: Progress) -> list[str]:
    raw: Any = connection.connection.driver_connection
    names = _ordered(connection)
    for name in names:
        progress(name)
        columns = tuple(row[0] for row in raw.execute(_COLUMNS, [name]))
        writer.begin_table(name, columns)
        with raw.cursor() as cursor, cursor.copy(copy_statement(name, columns, "TO STDOUT")) as copy:
            for data in copy:
                writer.rows(bytes(data))
        writer.end_table()
    writer.finish()
    return names


def _ordered(connection: Connection) -> list[str]:
    """Return the tables of a class, each behind those that its foreign keys name: a restore checks them row by row."""
    needed: dict[str, set[str]] = {str(row[0]): set() for row in connection.exec_driver_sql(_TABLES)}
    for table, other in connection.exec_driver_sql(_REFERENCES):
        if table in needed and other in needed:
            needed[table].add(other)
    return list(TopologicalSorter(needed).static_order())


def copy_statement(name: str, columns: tuple[str, ...], way: str) -> sql.Composed:
    """Return the COPY of the columns of a table, `TO STDOUT` or `FROM STDIN`."""
    table, listed = sql.Identifier("public", name), sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) {}").format(table, listed, sql.SQL(way))
