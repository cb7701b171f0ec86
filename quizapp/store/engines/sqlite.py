"""SQLite: one file, one writer at a time."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from quizapp.errors import ExitCode, QuizError
from quizapp.store import schema
from quizapp.store.backup.backups import has_content, require_no_backups, take
from quizapp.store.backup.soundness import APPLICATION_ID, VERSIONS, VIEWS, false_tables, version_fault
from quizapp.store.ids import new_id
from quizapp.store.location import DatabaseLocation
from quizapp.store.metadata import COUNTED, delete_facts, erased_of, mark_erased
from quizapp.store.prepared import execute
from quizapp.store.sqlite_errors import words_of
from quizapp.store.upgrade import migrate, refuse_newer

BUSY_SECONDS = 30  # how long to wait for another program's transaction
OPEN = "BEGIN IMMEDIATE"
READ = "BEGIN"
NAMES = "SELECT name FROM sqlite_master"
SHARED = False
GUARDED: tuple[str, ...] = ("update", "delete", "replace")
UNREADABLE = "NOT json_valid(payload) OR json_type(payload) <> 'object'"
_TRIGGER = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'events_no_delete'"
_OF_CARD = text("SELECT id FROM events WHERE learner = :learner AND card = :card")
_DELETE_CLAIMS = text("DELETE FROM claims WHERE learner = :learner AND (session = :session OR card = :card)")
_DELETE_DERIVED = {
    "states": text("DELETE FROM states WHERE learner = :learner"),
    "frontiers": text("DELETE FROM frontiers WHERE learner = :learner"),
    "tallies": text("DELETE FROM tallies WHERE learner = :learner AND day >= :since"),
    "calibrations": text("DELETE FROM calibrations WHERE learner = :learner AND day >= :since"),
    "tallied": text("DELETE FROM tallied WHERE learner = :learner AND day >= :since"),
}

T = TypeVar("T")


def write(learner: str, *, durable: bool = True) -> str:
    """Return BEGIN IMMEDIATE: a read transaction that turns into a writing one fails instead of waiting."""
    return "BEGIN IMMEDIATE"


def begin(connection: Connection, statement: str) -> None:
    """Begin a transaction in the driver, unless `within` already did."""
    driver = _driver(connection)
    if driver.in_transaction:
        return
    try:
        driver.execute(statement)
    except sqlite3.Error as error:
        raise _wrapped(error, statement, connection) from error


def within(connection: Connection, statement: str, work: Callable[[Connection], T]) -> T:
    """Run a transaction through the driver: SQLAlchemy's events would add a twentieth to the time of an answer."""
    driver = _driver(connection)
    try:
        driver.execute(statement)
        result = work(connection)
        (connection if connection.in_transaction() else driver).commit()
    except BaseException as error:
        with suppress(sqlite3.Error, DBAPIError):
            connection.rollback()
            driver.rollback()
        if isinstance(error, sqlite3.Error):
            raise _wrapped(error, statement, connection) from error
        raise
    return result


def _wrapped(error: sqlite3.Error, statement: str, connection: Connection) -> Exception:
    return DBAPIError.instance(statement, None, error, sqlite3.Error, dialect=connection.dialect)


def make_engine(place: DatabaseLocation) -> Engine:
    """Return the engine for a file, which is created if it does not exist."""
    assert isinstance(place, Path)
    if not has_content(place):
        require_no_backups(place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not place.exists():
            place.touch(mode=0o600)
    except OSError as error:
        raise QuizError(
            f"{place}: the database cannot be created: {error.strerror}.",
            "Choose a file in a folder that you can write to with --db.",
            ExitCode.STORE,
        ) from error
    url = URL.create("sqlite", database=str(place))  # not as text, where a `?` would end the path
    engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # No implicit transactions of the driver: they do not include DDL.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "cache_size = -32000",  # KiB: an import of 100,000 cards keeps its indexes in memory
        "foreign_keys = ON",
        "trusted_schema = OFF",
    ):
        try:
            connection.execute(f"PRAGMA {pragma}")
        except UnicodeDecodeError as error:  # sqlite3 cannot decode SQLite's message about damaged names
            raise sqlite3.DatabaseError("malformed names") from error


def ask(connection: Connection, sql: str, named: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """Run a statement through the driver unchanged."""
    try:
        return _driver(connection).execute(sql, named).fetchall()
    except sqlite3.Error as error:
        raise DBAPIError(sql, None, error) from error


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)


@contextmanager
def relaxed_sync(connection: Connection) -> Iterator[None]:
    """Set synchronous to NORMAL: the next durable commit waits for these writes too."""
    _driver(connection).execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        _driver(connection).execute("PRAGMA synchronous = FULL")


def failure(error: Exception, place: DatabaseLocation) -> QuizError:
    """Return SQLite's message, or the cause of it, with a hint."""
    assert isinstance(place, Path)
    cause, hint = words_of(getattr(error, "orig", None) or error, place)
    return QuizError(f"{place}: the database could not be used: {cause}.", hint, ExitCode.STORE)


def is_lost(error: Exception) -> bool:
    """Return False: there is no connection to lose."""
    return False


def is_refused(error: Exception) -> bool:
    """Return False: there is no server."""
    return False


def prepare_schema(connection: Connection, place: DatabaseLocation, learner: str) -> str:
    """Migrate after a backup; return the device name that is stored in the file."""
    assert isinstance(place, Path)
    try:
        _migrate(connection, place)
        with connection.begin():
            return _device(connection)
    except UnicodeDecodeError as error:  # sqlite3 cannot decode SQLite's message about damaged names
        raise DBAPIError(None, None, sqlite3.DatabaseError("malformed names")) from error


def _version(connection: Connection) -> str | None:
    with connection.begin():
        if view := false_tables(_driver(connection).execute(VIEWS)):
            raise DBAPIError(None, None, sqlite3.DatabaseError(f"malformed: `{view}` is a view, not a table"))
        known = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").first()
        rows = connection.exec_driver_sql(VERSIONS).all() if known else []
        if known and (fault := version_fault(rows)):
            raise DBAPIError(None, None, sqlite3.DatabaseError(f"malformed: {fault}"))
        foreign = not known and connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1").first()
    if foreign:
        raise QuizError(
            f"{connection.engine.url.database} is a database of another program.",
            "Choose another file with --db.",
            ExitCode.STORE,
        )
    return str(rows[0][0]) if rows else None


def _migrate(connection: Connection, path: Path) -> None:
    version = _version(connection)
    if version == schema.VERSION:
        return
    refuse_newer(version, path)
    if version is not None:
        take(path, "migration", time.time_ns() // 1_000_000)
    with connection.begin():
        # Another program may have migrated while this one waited for the lock; Alembic checks the version again.
        migrate(connection)


def _device(connection: Connection) -> str:
    row = connection.execute(select(schema.meta.c.value).where(schema.meta.c.key == "device")).first()
    if row:
        return str(row[0])
    device = new_id()[-12:]
    connection.execute(insert(schema.meta).values(key="device", value=device))
    return device


def integrity(connection: Connection) -> Sequence[str]:
    """Return the findings of integrity_check and foreign_key_check."""
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
    found += [str(tuple(row)) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    return [line for line in found if line != "ok"]


def is_ours(connection: Connection) -> bool:
    """Return whether the header has the application id of quizapp."""
    return bool(connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID)


def delete_derived(connection: Connection, learner: str, table: str, since: str = "") -> None:
    """Delete the rows of a table; of one with days, those from `since` on."""
    execute(connection, _DELETE_DERIVED[table], {"learner": learner, "since": since})


def delete_claims(connection: Connection, learner: str, *, session: str = "", card: str = "") -> None:
    """Delete the leases that a session has, and those of a card."""
    execute(connection, _DELETE_CLAIMS, {"learner": learner, "session": session, "card": card})


def erase(connection: Connection, learner: str, cards: Sequence[str]) -> Sequence[str]:
    """Delete events; the trigger that prevents it is dropped within this transaction only."""
    connection.exec_driver_sql("PRAGMA secure_delete = ON")
    trigger = connection.exec_driver_sql(_TRIGGER).scalar_one()
    connection.exec_driver_sql("DROP TRIGGER events_no_delete")
    erased_ids: list[str] = []
    for card in cards:
        named = {"learner": learner, "card": card}
        erased_ids += connection.execute(_OF_CARD, named).scalars()
        for table in ("events", "states", "claims"):
            connection.execute(text(f"DELETE FROM {table} WHERE learner = :learner AND card = :card"), named)
    connection.exec_driver_sql(str(trigger))
    mark_erased(connection, learner, erased_ids)
    delete_facts(connection, COUNTED)
    return erased_ids


def erased(connection: Connection, learner: str, ids: Iterable[str]) -> set[str]:
    """Look the digests up in `meta`."""
    return erased_of(connection, learner, ids)
