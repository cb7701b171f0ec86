"""PostgreSQL: a server for a class, where each learner is a role."""

import hashlib
import logging
import platform
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, text
from sqlalchemy.dialects.sqlite.dml import OnConflictDoNothing, OnConflictDoUpdate
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import NullPool
from sqlalchemy.sql.elements import TextClause

from quizapp.errors import AccessRefused, ExitCode, QuizError
from quizapp.store import schema
from quizapp.store.location import DatabaseLocation, Server, require_driver
from quizapp.store.metadata import hidden
from quizapp.store.prepared import execute
from quizapp.store.upgrade import refuse_newer

OPEN = "BEGIN"  # there may be no class yet, whose members could be locked
READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
NAMES = (
    "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    " UNION ALL SELECT tgname::text FROM pg_trigger WHERE tgrelid = 'events'::regclass AND tgenabled <> 'D'"
)
SHARED = True
GUARDED: tuple[str, ...] = ("update", "delete", "truncate")
UNREADABLE = "false"  # a constraint of the table prevents such events
LOCK_SECONDS = 5  # how long to wait for a lock before the statement is tried again
LOCKED = "55P03"  # a lock was not free within that time
CONNECT_SECONDS = 10
CLASS = "8"  # of the roles, policies and reports in class.sql; kept in `meta`
# Their warnings would appear on the terminal in the middle of a question; the errors are reported anyway.
_NOISY_LOGGERS = ("psycopg", "sqlalchemy.pool")
# Connection failures (08), no free connection (53300), a server that shuts down, crashed, starts up or ended an idle
# connection (57P01 to 57P03, 57P05, 25P03), and a lock that another program held for LOCK_SECONDS.
_GONE = re.compile(r"08...|53300|57P0[1235]|25P03|55P03")
_EXTRACTED = re.compile(r"json_extract\((\S+), '\$\.(\w+)'\)")
HINTS = {
    "42501": "Only a teacher may change decks, and nobody the history of others. Ask the owner of the class.",
    "28P01": "Put the password into ~/.pgpass or PGPASSWORD.",
    "28000": "Ask the owner of the class whether you were added to it.",
    "3D000": "Check the name of the database in the URL.",
    "53100": "The disk of the server is full; tell its administrator. All confirmed answers are stored.",
    "53300": "The server has no free connection; try again later.",
    "55P03": "Another program locks what is needed; try again. The owner of the class sees who: `quizapp doctor`.",
    "23514": "Nothing was stored: it is beyond the limits of a class (docs/class.md).",
}
AWAY = "Check that the server runs and can be reached. All confirmed answers are stored."
REFUSED = (
    "Check the names of the server, the role and the database in the URL, and the password in ~/.pgpass or PGPASSWORD."
    " The owner of the class sees with `quizapp db list` who can connect."
)
# Better hints for attempts to connect, which have no SQLSTATE, where messages are in English. Nothing else reads them.
MESSAGES = {
    "password": HINTS["28P01"],
    "no such role|role .* does not exist": HINTS["28000"],
    "permission denied for database": HINTS["28000"],
    "database .* does not exist": HINTS["3D000"],
    "resolve|translate host name": "Check the name of the server in the URL.",
}

_DELETE_DERIVED = text("SELECT delete_derived(:which, :since)")
_DELETE_CLAIMS = text("SELECT delete_claims(:held_by, :of_card)")

T = TypeVar("T")


@compiles(OnConflictDoNothing, "postgresql")
@compiles(OnConflictDoUpdate, "postgresql")
def _on_conflict(clause: Any, compiler: Any, **keywords: Any) -> str:
    """Compile the ON CONFLICT clause of SQLite's insert, which both engines write alike."""
    clause.constraint_target = None
    return str(getattr(compiler, f"visit_{clause.__visit_name__}")(clause, **keywords))


def write(learner: str, *, durable: bool = True) -> str:
    """Begin and lock the learner's own row of `members`: sessions of one learner wait for each other, and nobody else.

    No other member may lock that row, unlike an advisory lock.
    """
    sync = "" if durable else "SET LOCAL synchronous_commit TO off; "
    return f"BEGIN; {sync}SELECT 1 FROM members WHERE learner = session_user::text FOR UPDATE"


def begin(connection: Connection, statement: str) -> None:
    """Begin through SQLAlchemy, which detects a lost connection."""
    connection.exec_driver_sql(statement)


def within(connection: Connection, statement: str, work: Callable[[Connection], T]) -> T:
    """Run the transaction through SQLAlchemy, whose begin event runs the statement."""
    with connection.begin():
        return work(connection)


def make_engine(place: DatabaseLocation) -> Engine:
    """Return the engine for a server. Raises QuizError (exit code 2) if the driver is not installed."""
    assert isinstance(place, Server)
    options = {
        "connect_timeout": CONNECT_SECONDS,
        "application_name": "quizapp",
        "options": f"-c lock_timeout={LOCK_SECONDS}s -c idle_in_transaction_session_timeout=600s",
        "keepalives_idle": 30,
        "client_encoding": "utf8",
    }
    require_driver(place)
    engine = create_engine(place.url, poolclass=NullPool, connect_args=options, use_native_hstore=False)
    for name in _NOISY_LOGGERS:
        logging.getLogger(name).addHandler(logging.NullHandler())
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "handle_error", _interrupted)
    return engine


def _connect(_dialect: object, _record: object, _args: object, options: dict[str, Any]) -> Any:
    from quizapp.store.engines.patient_connection import connect_patiently

    return connect_patiently(**options)


def _prepare(connection: Any, _record: object) -> None:
    # No implicit transactions of the driver, as with SQLite: a single reading statement needs none.
    connection.autocommit = True


def _interrupted(context: ExceptionContext) -> BaseException | None:
    """Return KeyboardInterrupt if it caused the error: Ctrl-C during a pipeline makes psycopg raise another error.

    Such a connection cannot even be rolled back, so that it is closed; the server then rolls the transaction back.
    """
    cause = context.original_exception.__context__
    while cause is not None and not isinstance(cause, KeyboardInterrupt):
        cause = cause.__context__
    if cause is None:
        return None
    context.is_disconnect, context.invalidate_pool_on_disconnect = True, False
    return KeyboardInterrupt()


@lru_cache(maxsize=64)
def words(sql: str) -> TextClause:
    """Return a statement of store.queries for PostgreSQL, where JSON is read with operators."""
    return text(_EXTRACTED.sub(r"(CAST(\1 AS json) ->> '\2')", sql))


def ask(connection: Connection, sql: str, named: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """Run a statement, whose parameters SQLAlchemy rewrites for the driver once."""
    return execute(connection, words(sql), named)


def relaxed_sync(connection: Connection) -> AbstractContextManager[None]:
    """Do nothing: the statement of `write` turns synchronous_commit off."""
    return nullcontext()


def failure(error: Exception, place: DatabaseLocation) -> QuizError:
    """Return PostgreSQL's message with a hint for its SQLSTATE, or for its text if there was no connection yet."""
    original = getattr(error, "orig", None) or error
    cause = str(original).strip().splitlines()[0]
    state = sqlstate(error)
    hint = HINTS.get(state) or _hint_without_state(original)
    message = f"{place}: the database could not be used: {cause}."
    return AccessRefused(message, hint) if is_refused(error) else QuizError(message, hint, ExitCode.STORE)


def sqlstate(error: Exception) -> str:
    """Return the SQLSTATE of an error of the driver, or of one of SQLAlchemy that wraps it; '' where it has none."""
    return getattr(getattr(error, "orig", None) or error, "sqlstate", None) or ""


def _hint_without_state(error: Exception) -> str:
    by_message = (hint for words, hint in MESSAGES.items() if re.search(words, str(error), re.IGNORECASE))
    if is_refused(error):
        return next(by_message, REFUSED)
    return next(by_message, AWAY if is_lost(error) else "Run `quizapp doctor` to see what is wrong.")


def is_lost(error: Exception) -> bool:
    """Return whether a retry may help: the server was not reached, or a lock was not free. Not for refusals."""
    import psycopg

    original = getattr(error, "orig", None) or error
    if state := sqlstate(original):
        return bool(_GONE.fullmatch(state))
    return isinstance(original, psycopg.OperationalError) and not is_refused(original)


def is_refused(error: Exception) -> bool:
    """Return whether the server answered an attempt to connect, and let nobody in."""
    from quizapp.store.engines.patient_connection import ConnectionRefused

    return isinstance(getattr(error, "orig", None) or error, ConnectionRefused)


def prepare_schema(connection: Connection, place: DatabaseLocation, learner: str) -> str:
    """Check that the class exists, has this version, and that the role is the learner; the device is this machine."""
    facts = connection.exec_driver_sql(
        "SELECT current_user::text, to_regclass('public.alembic_version') IS NOT NULL AND"
        " to_regclass('public.meta') IS NOT NULL"
    ).one()
    if facts[0] != learner:
        raise QuizError(
            f"{place}: connected as {facts[0]}, but the learner is {learner}.",
            "In a class each learner connects with their own name: put it into the URL.",
            ExitCode.USAGE,
        )
    ask = text("SELECT (SELECT max(version_num) FROM alembic_version), (SELECT value FROM meta WHERE key = 'class')")
    version, of_class = connection.execute(ask).one() if facts[1] else (None, None)
    connection.rollback()
    refuse_newer(version, place)
    if (version, of_class) != (schema.VERSION, CLASS):
        found = "there is no class" if version is None else f"the class has version {version}.{of_class}"
        raise QuizError(
            f"{place}: {found}; this quizapp needs version {schema.VERSION}.{CLASS}.",
            "The owner of the database has to run: quizapp db init URL",
            ExitCode.STORE,
        )
    return hashlib.sha256(f"{platform.node()}\0{learner}".encode()).hexdigest()[:12]


def integrity(connection: Connection) -> Sequence[str]:
    """Return the tables without row-level security. The server checks its pages itself (pg_amcheck)."""
    guards = connection.exec_driver_sql(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relname IN ('events', 'states', 'claims', 'consents', 'tallies')"
        " AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
    )
    return [f"the row-level security of {name} is off" for name in guards.scalars()]


def is_ours(connection: Connection) -> bool:
    """Return True: prepare_schema checked it."""
    return True


def delete_derived(connection: Connection, learner: str, table: str, since: str = "") -> None:
    """Call the database function that deletes rows of the connected learner only; members may not delete otherwise."""
    execute(connection, _DELETE_DERIVED, {"which": table, "since": since})


def delete_claims(connection: Connection, learner: str, *, session: str = "", card: str = "") -> None:
    """Call the database function that deletes leases of the connected learner only."""
    execute(connection, _DELETE_CLAIMS, {"held_by": session, "of_card": card})


def erase(connection: Connection, learner: str, cards: Sequence[str]) -> Sequence[str]:
    """Call the database function that deletes events of the connected learner only."""
    return list(connection.execute(text("SELECT erase_history(:cards)"), {"cards": list(cards)}).scalars())


def erased(connection: Connection, learner: str, ids: Iterable[str]) -> set[str]:
    """Look the digests up in the table `erasures`."""
    query = text("SELECT digest FROM erasures WHERE learner = :learner")
    known = set(connection.execute(query, {"learner": learner}).scalars())
    return {each for each in ids if hidden(learner, each) in known} if known else set()
