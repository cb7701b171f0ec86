"""Opens the database: settings of the connection, migrations, the copy kept before one."""

import signal
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, Executable, create_engine, event, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql.elements import TextClause

from quizapp.errors import ExitCode, QuizError
from quizapp.store import schema
from quizapp.store.backups import take
from quizapp.store.driven import driven
from quizapp.store.ids import new_id

_BEGIN = "begin"  # in the connection's notes: the statement that begins a transaction where it only reads
BUSY_SECONDS = 30  # how long to wait for another program's transaction


@dataclass(frozen=True, slots=True)
class Store:
    """An open database, and who uses it."""

    engine: Engine
    connection: Connection
    path: Path
    learner: str
    device: str

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield the connection inside one write transaction: wholly or not at all. Store failures become QuizErrors."""
        try:
            with self.connection.begin():
                yield self.connection
        except DBAPIError as error:
            raise failure(error, self.path) from error

    @contextmanager
    def fleeting(self) -> Iterator[Connection]:
        """Yield the connection inside a write transaction that does not wait for the disk: a power cut may undo it.

        For what no process outlives, such as claims. What is committed after it brings it to the disk too.
        """
        if self._alone:
            self._driver.execute("PRAGMA synchronous = NORMAL")
        try:
            with self.transaction() as connection:
                yield connection
        finally:
            if self._alone:
                self._driver.execute("PRAGMA synchronous = FULL")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield the connection to read one state of the database; writers are not kept waiting."""
        self.connection.info[_BEGIN] = "BEGIN"
        try:
            with self.transaction() as connection:
                yield connection
        finally:
            del self.connection.info[_BEGIN]

    def query(self, sql: str, named: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Return the rows of one statement of store.sql."""
        if self._alone:
            try:
                return self._driver.execute(sql, named).fetchall()
            except sqlite3.Error as error:
                raise failure(DBAPIError(sql, None, error), self.path) from error
        statement = clause(sql)
        with self.reading() as connection:
            return connection.execute(statement, {k: named[k] for k in statement._bindparams}).fetchall()

    def rows(self, statement: Executable, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Return the rows of one statement that is built once, read by itself."""
        if not self._alone:
            with self.reading() as connection:
                return driven(connection, statement, values)
        try:
            return driven(self.connection, statement, values)
        except DBAPIError as error:
            raise failure(error, self.path) from error

    @property
    def _alone(self) -> bool:
        """Whether a statement by itself sees one state of the database, without a transaction around it."""
        return self.engine.dialect.name == "sqlite"

    @property
    def _driver(self) -> sqlite3.Connection:
        return cast(sqlite3.Connection, self.connection.connection.driver_connection)

    def close(self) -> None:
        """Close the connection; Ctrl-C waits until it is closed."""
        with _undisturbed():
            self.connection.close()
            self.engine.dispose()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold Ctrl-C back: within SQLAlchemy's pool it would become a traceback, and there is nothing left to stop."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@lru_cache(maxsize=64)
def clause(sql: str) -> TextClause:
    """Return a statement of store.sql as SQLAlchemy has it."""
    return text(sql)


def failure(error: DBAPIError, path: Path) -> QuizError:
    """Return what the user is told when the database refuses."""
    cause = str(error.orig)
    hints = {
        "readonly": "Give yourself write access to the file and its folder, or choose another with --db.",
        "full": "Free some space; everything answered so far is stored.",
        "locked": "Another program holds the database; close it and try again.",
        "not a database": "Name another file with --db, or restore a backup over this one.",
        "malformed": "Restore a backup; `quizapp doctor` says what can be read.",
        "unable to open": "Check that the folder exists and that you may write there, or choose another with --db.",
    }
    hint = next((hint for word, hint in hints.items() if word in cause), "Run `quizapp doctor` to see what is wrong.")
    return QuizError(f"{path}: the database could not be used: {cause}", hint, ExitCode.STORE)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # SQLAlchemy's own BEGIN is used, so that the driver's implicit transactions stay out of DDL's way.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "cache_size = -32000",  # KB: an import of a hundred thousand cards keeps its indices in memory
        "foreign_keys = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # IMMEDIATE: a reader that turns writer in the middle could fail at once instead of waiting for its turn.
    statement = connection.info.get(_BEGIN, "BEGIN IMMEDIATE")
    try:
        cast(sqlite3.Connection, connection.connection.driver_connection).execute(statement)
    except sqlite3.Error as error:
        raise DBAPIError.instance(statement, None, error, sqlite3.Error, dialect=connection.dialect) from error


def open_store(path: Path, learner: str) -> Store:
    """Return the open database, created or migrated where needed.

    Raises QuizError with exit code 4 where the file cannot be used or belongs to a newer version.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            path.touch(mode=0o600)
    except OSError as error:
        raise QuizError(
            f"{path}: the database cannot be created: {error.strerror}",
            "Choose a place that you can write to with --db.",
            ExitCode.STORE,
        ) from error
    engine = create_engine(f"sqlite:///{path}", poolclass=StaticPool, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    try:
        connection = engine.connect()
        _migrate(connection, path)
        with connection.begin():
            device = _device(connection)
    except DBAPIError as error:
        engine.dispose()
        raise failure(error, path) from error
    except UnicodeDecodeError as error:
        engine.dispose()
        raise failure(DBAPIError(None, None, sqlite3.DatabaseError("malformed names")), path) from error
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, connection, path, learner, device)


def _version(connection: Connection) -> str | None:
    with connection.begin():
        known = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").first()
        row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first() if known else None
        foreign = not known and connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1").first()
    if foreign:
        raise QuizError(
            f"{connection.engine.url.database}: this is a database of another program.",
            "Choose another file with --db.",
            ExitCode.STORE,
        )
    return row[0] if row else None


def _migrate(connection: Connection, path: Path) -> None:
    version = _version(connection)
    if version == schema.VERSION:
        return
    if version is not None and version > schema.VERSION:
        raise QuizError(
            f"{path}: the database has version {version}, and this quizapp knows versions up to {schema.VERSION}.",
            "Install a newer quizapp; nothing was touched.",
            ExitCode.STORE,
        )
    if version is not None:
        take(path, "migration", time.time_ns() // 1_000_000)
    with connection.begin():
        # Another program may have migrated while this one waited for the lock; Alembic looks again.
        migrate(connection)


def migrate(connection: Connection) -> None:
    """Bring the tables to today's version, within a transaction that the caller began."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "quizapp.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _device(connection: Connection) -> str:
    row = connection.execute(select(schema.meta.c.value).where(schema.meta.c.key == "device")).first()
    if row:
        return str(row[0])
    device = new_id()[-12:]
    connection.execute(insert(schema.meta).values(key="device", value=device))
    return device
