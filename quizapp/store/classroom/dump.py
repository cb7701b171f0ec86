"""Dumps a class on PostgreSQL into a file and restores it, as the owner. Memory does not grow with the class."""

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
from quizapp.store.classroom.dump_format import DumpReader, DumpWriter
from quizapp.store.classroom.setup import SetupResult, owner_connection, set_up
from quizapp.store.location import Server

Progress = Callable[[str], None]  # called with the name of each table before its rows
_TABLES = (
    "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    " AND relforcerowsecurity ORDER BY relname"
)
_ANY_TABLE = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') LIMIT 1"
)
_REFERENCES = (
    "SELECT a.relname::text, b.relname::text FROM pg_constraint JOIN pg_class a ON a.oid = conrelid"
    " JOIN pg_class b ON b.oid = confrelid WHERE contype = 'f' AND a.oid <> b.oid"
)
_COLUMNS = (
    "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass('public.' || quote_ident(%s))"
    " AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
)
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
            revision = _revision(connection, server)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                return _write_tables(connection, DumpWriter(file, revision), progress)
    except OSError as error:
        raise QuizError(
            f"{target}: the dump cannot be written: {error.strerror}.",
            "No file was left. Free some space or check the permissions of the folder.",
            ExitCode.STORE,
        ) from None


def _revision(connection: Connection, server: Server) -> str:
    owned = connection.exec_driver_sql(_OWNED).scalar()
    if owned is None:
        raise QuizError(f"{server}: there is no class.", "Name the database of a class.", ExitCode.STORE)
    if not owned:
        raise QuizError(f"{server}: only the owner can dump a class.", "Connect as its owner.", ExitCode.STORE)
    revision = str(connection.exec_driver_sql("SELECT max(version_num) FROM alembic_version").scalar())
    if revision != schema.VERSION:
        raise QuizError(
            f"{server} has schema version {revision}; this quizapp dumps version {schema.VERSION}.",
            "Dump it with the version of quizapp that the class uses.",
            ExitCode.STORE,
        )
    return revision


def _write_tables(connection: Connection, writer: DumpWriter, progress: Progress) -> list[str]:
    raw: Any = connection.connection.driver_connection
    names = _ordered(connection)
    for name in names:
        progress(name)
        columns = tuple(row[0] for row in raw.execute(_COLUMNS, [name]))
        writer.begin_table(name, columns)
        with raw.cursor() as cursor, cursor.copy(_copy(name, columns, "TO STDOUT")) as copy:
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


def _copy(name: str, columns: tuple[str, ...], way: str) -> sql.Composed:
    table, listed = sql.Identifier("public", name), sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) {}").format(table, listed, sql.SQL(way))


def restore(server: Server, source: Path, progress: Progress) -> SetupResult:
    """Create the class of a dump in an empty database, in one transaction, and admit its members.

    The whole file is checked before anything is written. Raises QuizError.
    """
    try:
        _verify(source)
        with owner_connection(server) as connection:
            _require_empty(connection, server)
        return set_up(server, lambda connection: _load(connection, server, source, progress))
    except OSError as error:
        raise QuizError(f"{source}: the dump cannot be read: {error.strerror}.", "Nothing was changed.") from None


def _verify(source: Path) -> None:
    with source.open("rb") as file:
        reader = DumpReader(file, source)
        for table in reader.tables():
            for _ in table.blocks:
                pass
    if reader.revision != schema.VERSION:
        raise QuizError(
            f"{source} has schema version {reader.revision}; this quizapp restores version {schema.VERSION}.",
            "Nothing was changed. Restore it with the version of quizapp that wrote it, then upgrade with `db init`.",
            ExitCode.STORE,
        )


def _require_empty(connection: Connection, server: Server) -> None:
    if found := connection.exec_driver_sql(_ANY_TABLE).scalar():
        raise QuizError(
            f"{server} is not empty: it has a table `{found}`.",
            "Nothing was changed. Create an empty database that belongs to you, and restore into it.",
            ExitCode.USAGE,
        )


def _load(connection: Connection, server: Server, source: Path, progress: Progress) -> None:
    raw: Any = connection.connection.driver_connection
    known = {str(row[0]) for row in connection.exec_driver_sql(_TABLES)}
    with source.open("rb") as file:
        for table in DumpReader(file, source).tables():
            if table.name not in known:
                raise QuizError(f"{source}: a class has no table `{table.name}`.", "Nothing was changed.")
            progress(table.name)
            _refuse_rows(raw, table.name, server)
            _force(raw, table.name, "NO FORCE")  # COPY FROM is refused where policies apply to the owner
            with raw.cursor() as cursor, cursor.copy(_copy(table.name, table.columns, "FROM STDIN")) as copy:
                for data in table.blocks:
                    copy.write(data)
            _force(raw, table.name, "FORCE")


def _refuse_rows(raw: Any, name: str, server: Server) -> None:
    query = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier("public", name))
    if raw.execute(query).fetchone()[0]:  # another program set up a class meanwhile
        raise QuizError(f"{server} is not empty: `{name}` has rows.", "Nothing was changed.", ExitCode.USAGE)


def _force(raw: Any, name: str, way: str) -> None:
    alter = sql.SQL("ALTER TABLE {} {} ROW LEVEL SECURITY")
    raw.execute(alter.format(sql.Identifier("public", name), sql.SQL(way)))
