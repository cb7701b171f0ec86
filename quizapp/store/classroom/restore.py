"""Restores a class from a dump into an empty database, as its owner. Memory does not grow with the class."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from quizapp.errors import ExitCode, QuizError
from quizapp.store import schema
from quizapp.store.classroom.dump import copy_statement
from quizapp.store.classroom.dump_format import NEWER_HINT, ClassVersion, DumpReader
from quizapp.store.classroom.setup import Contents, SetupResult, set_up
from quizapp.store.engines.postgres import CLASS
from quizapp.store.location import Server

Progress = Callable[[str], None]  # called with the name of each table before its rows
_TABLES = "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"


def restore(server: Server, source: Path, progress: Progress) -> SetupResult:
    """Create the class of a dump in an empty database, in one transaction, and admit its members.

    The whole file is checked before anything is written. A dump of an earlier version is restored as that version had
    it, and upgraded in the same transaction. Raises QuizError.
    """
    try:
        version, tables = _verified(source)
        return set_up(
            server,
            Contents(
                revision=version.schema, tables=tables, load=lambda connection: _load(connection, source, progress)
            ),
        )
    except OSError as error:
        raise QuizError(f"{source}: the dump cannot be read: {error.strerror}.", "Nothing was changed.") from None


def _verified(source: Path) -> tuple[ClassVersion, frozenset[str]]:
    """Return the version and the tables of a dump, after all of its checksums were compared."""
    tables = set()
    with source.open("rb") as file:
        reader = DumpReader(file, source)
        for table in reader.tables():
            tables.add(table.name)
            for _ in table.blocks:
                pass
    _refuse_newer(reader.version, source)
    return reader.version, frozenset(tables)


def _refuse_newer(version: ClassVersion, source: Path) -> None:
    newest = ClassVersion(schema.VERSION, int(CLASS))
    if version > newest:
        raise QuizError(
            f"{source} has version {version} of a class; this quizapp restores versions up to {newest}.",
            NEWER_HINT,
            ExitCode.STORE,
        )


def _load(connection: Connection, source: Path, progress: Progress) -> None:
    raw: Any = connection.connection.driver_connection
    known = {str(row[0]) for row in connection.exec_driver_sql(_TABLES)}
    with source.open("rb") as file:
        for table in DumpReader(file, source).tables():
            if table.name not in known:
                raise QuizError(f"{source}: a class has no table `{table.name}`.", "Nothing was changed.")
            progress(table.name)
            with raw.cursor() as cursor, cursor.copy(copy_statement(table.name, table.columns, "FROM STDIN")) as copy:
                for data in table.blocks:
                    copy.write(data)
