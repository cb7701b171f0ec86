"""PostgreSQL: a server for many learners, each a role of its own."""

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

from quizapp.errors import ExitCode, QuizError
from quizapp.store import schema
from quizapp.store.location import DatabaseLocation, Server, require_driver
from quizapp.store.metadata import hidden
from quizapp.store.prepared import execute
from quizapp.store.upgrade import refuse_newer

READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
NAMES = (
    "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    " UNION ALL SELECT tgname::text FROM pg_trigger WHERE tgrelid = 'events'::regclass AND tgenabled <> 'D'"
)
GUARDED: tuple[str, ...] = ("update", "delete", "truncate")
UNREADABLE = "false"  # a constraint of the table keeps such events out
LOCK_SECONDS = 30  # how long to wait for another program's transaction
CONNECT_SECONDS = 10
CLASS = "2"  # of the roles, policies and reports in class.sql; kept in `meta`
# What they warn of is told once, as an error with a hint; on the terminal it would stand in the middle of a question.
_TALKERS = ("psycopg", "sqlalchemy.pool")
# Connection failures (08), and a server that shuts down, crashed or starts up (57P01 to 57P03).
_GONE = re.compile(r"08...|57P0[123]")
_BEFORE = "could not connect|connection failed|connection refused|server closed|connection is (bad|closed)|is lost"
_EXTRACTED = re.compile(r"json_extract\((\S+), '\$\.(\w+)'\)")
HINTS = {
    "42501": "Only a teacher may change decks, and nobody another's history; ask who runs the class.",
    "28P01": "Give the password in ~/.pgpass or PGPASSWORD.",
    "28000": "Ask who runs the class whether you were added to it.",
    "3D000": "Check the name of the database in the URL.",
    "53100": "The server's disk is full; tell who runs it. Everything acknowledged is stored.",
    "53300": "The server has no connection left; try again soon.",
    "55P03": "Another program of yours holds a lock; close it and try again.",
}
MESSAGES = {
    "password": HINTS["28P01"],
    "no such role|role .* does not exist": HINTS["28000"],
    "permission denied for database": HINTS["28000"],
    "database .* does not exist": HINTS["3D000"],
    "resolve|translate host name": "Check the name of the server in the URL.",
    _BEFORE: "See that the server runs and can be reached; what was acknowledged is stored.",
}

T = TypeVar("T")


@compiles(OnConflictDoNothing, "postgresql")
@compiles(OnConflictDoUpdate, "postgresql")
def _on_conflict(clause: Any, compiler: Any, **keywords: Any) -> str:
    """Both engines spell ON CONFLICT alike: the statements are built once, for SQLite, and said here too."""
    clause.constraint_target = None
    return str(getattr(compiler, f"visit_{clause.__visit_name__}")(clause, **keywords))


def write(learner: str, *, durable: bool = True) -> str:
    """A lock of the learner's, held to the end: two sessions of one learner wait for each other, for nobody else."""
    key = int.from_bytes(hashlib.sha256(learner.encode("utf-8", "surrogatepass")).digest()[:8], signed=True)
    sync = "" if durable else "SET LOCAL synchronous_commit TO off; "
    return f"BEGIN; {sync}SELECT pg_advisory_xact_lock({key})"


def begin(connection: Connection, statement: str) -> None:
    """Through SQLAlchemy, which sees where the connection is lost."""
    connection.exec_driver_sql(statement)


def within(connection: Connection, statement: str, work: Callable[[Connection], T]) -> T:
    """SQLAlchemy runs the statement as it begins."""
    with connection.begin():
        return work(connection)


def make_engine(place: DatabaseLocation) -> Engine:
    """Return the engine of a server. Raises QuizError (exit code 2) where its library is not installed."""
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
    for name in _TALKERS:
        logging.getLogger(name).addHandler(logging.NullHandler())
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "handle_error", _interrupted)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    # SQLAlchemy's own BEGIN is used, as with SQLite: what reads with one statement needs none.
    connection.autocommit = True


def _interrupted(context: ExceptionContext) -> BaseException | None:
    """Let Ctrl-C be Ctrl-C: many rows go to the server in a pipeline, and one that is left in its middle fails to end.

    Nothing can be said on such a connection any more, not even ROLLBACK; the server undoes what was begun on it.
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
    """Return a statement of store.sql in PostgreSQL's words: JSON is taken apart by operators, and comes as text."""
    return text(_EXTRACTED.sub(r"(CAST(\1 AS json) ->> '\2')", sql))


def ask(connection: Connection, sql: str, named: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """The driver's parameters are written otherwise, which SQLAlchemy does once."""
    return execute(connection, words(sql), named)


def relaxed_sync(connection: Connection) -> AbstractContextManager[None]:
    """The statement that begins it says it all."""
    return nullcontext()


def failure(error: Exception, place: DatabaseLocation) -> QuizError:
    """Say what PostgreSQL says, with a hint by its code, or by its words where there was no connection yet."""
    original = getattr(error, "orig", None) or error
    cause = str(original).strip().splitlines()[0]
    state = getattr(original, "sqlstate", None) or ""
    said = (hint for words, hint in MESSAGES.items() if re.search(words, str(original), re.IGNORECASE))
    hint = HINTS.get(state) or next(said, "Run `quizapp doctor` to see what is wrong.")
    return QuizError(f"{place}: the database could not be used: {cause}", hint, ExitCode.STORE)


def is_lost(error: Exception) -> bool:
    """Whether the server or the way to it was lost; a wrong password is no such thing."""
    original = getattr(error, "orig", None)
    state = getattr(original, "sqlstate", None) or ""
    if state:
        return bool(_GONE.fullmatch(state))
    refused = any(re.search(said, str(original), re.IGNORECASE) for said in MESSAGES if said != _BEFORE)
    return type(original).__name__ == "OperationalError" and not refused


def prepare_schema(connection: Connection, place: DatabaseLocation, learner: str) -> str:
    """See that a class is there, is of this version, and is entered as the learner; the device is this machine."""
    facts = connection.exec_driver_sql(
        "SELECT current_user::text, to_regclass('public.alembic_version') IS NOT NULL AND"
        " to_regclass('public.meta') IS NOT NULL"
    ).one()
    if facts[0] != learner:
        raise QuizError(
            f"{place}: you are {facts[0]} here, and {learner} was asked for.",
            "A class keeps each learner's history apart: connect as that learner, in the URL.",
            ExitCode.USAGE,
        )
    ask = text("SELECT (SELECT max(version_num) FROM alembic_version), (SELECT value FROM meta WHERE key = 'class')")
    version, of_class = connection.execute(ask).one() if facts[1] else (None, None)
    connection.rollback()
    refuse_newer(version, place)
    if (version, of_class) != (schema.VERSION, CLASS):
        why = "there is no class in it yet" if version is None else f"its class is of version {version}.{of_class}"
        raise QuizError(
            f"{place}: {why}, and this quizapp needs {schema.VERSION}.{CLASS}.",
            "Who owns the database runs: quizapp db init URL",
            ExitCode.STORE,
        )
    return hashlib.sha256(f"{platform.node()}\0{learner}".encode()).hexdigest()[:12]


def integrity(connection: Connection) -> Sequence[str]:
    """Pages are the server's business (pg_amcheck); that the log's guards are on is ours."""
    guards = connection.exec_driver_sql(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relname IN ('events', 'states', 'claims', 'consents', 'tallies')"
        " AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
    )
    return [f"the row-level security of {name} is off" for name in guards.scalars()]


def is_ours(connection: Connection) -> bool:
    """settle() saw the class."""
    return True


def erase(connection: Connection, learner: str, cards: Sequence[str]) -> Sequence[str]:
    """The database's own function deletes, for whoever is connected alone."""
    return list(connection.execute(text("SELECT erase_history(:cards)"), {"cards": list(cards)}).scalars())


def erased(connection: Connection, learner: str, ids: Iterable[str]) -> set[str]:
    """The digests of what was erased are in a table of their own, by learner."""
    query = text("SELECT digest FROM erasures WHERE learner = :learner")
    known = set(connection.execute(query, {"learner": learner}).scalars())
    return {each for each in ids if hidden(learner, each) in known} if known else set()
