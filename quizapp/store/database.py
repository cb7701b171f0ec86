"""Opens the database and runs transactions and statements on either engine."""

import math
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Executable, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import TextClause

from quizapp.errors import AccessLost, ExitCode, QuizError, ServerAway
from quizapp.store import waiting
from quizapp.store.engines import Dialect, dialect_of
from quizapp.store.location import DatabaseLocation, file_of
from quizapp.store.prepared import execute

PATIENCE_SECONDS = 60  # how long to retry after the connection to the server was lost
OPENING_SECONDS = 5  # the same at the start: enough for a restart; a missing server is reported soon
PATIENCE = "QUIZAPP_PATIENCE"  # shortens both, for scripts
LEFT = "You left while the server did not answer."
_REFUSALS = (DBAPIError, UnicodeEncodeError)  # the latter: text that UTF-8 cannot hold

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Store:
    """An open database, and who uses it."""

    engine: Engine
    connection: Connection
    place: DatabaseLocation
    learner: str
    device: str
    dialect: Dialect
    begins: list[str]  # a stack of statements; the last begins the next transaction

    @property
    def path(self) -> Path:
        """The file of the database. Raises QuizError (exit code 2) for a server."""
        return file_of(self.place, "this command", "Use a SQLite file with --db.")

    def _refusal(self, error: Exception) -> QuizError:
        """Return the error of a statement that failed, or of a text in it that cannot be stored."""
        if not isinstance(error, UnicodeEncodeError):
            return self.dialect.failure(error, self.place)
        around = error.object[max(0, error.start - 60) : error.start + 20]
        hint = "If it is the name of a file, rename the file; otherwise correct the text."
        return QuizError(f"{around!r} is not valid Unicode and cannot be stored.", hint, ExitCode.INPUT)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield the connection inside one atomic write transaction. Raises QuizError if the database fails."""
        try:
            with self.connection.begin():
                yield self.connection
        except _REFUSALS as error:
            raise self._refusal(error) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield the connection inside a read transaction, which sees one state and does not block writers."""
        with self._begun_by(self.dialect.READ) as connection:
            yield connection

    @contextmanager
    def _begun_by(self, statement: str) -> Iterator[Connection]:
        self.begins.append(statement)
        try:
            with self.transaction() as connection:
                yield connection
        finally:
            self.begins.pop()

    def write(self, work: Callable[[Connection], T], *, durable: bool = True) -> T:
        """Return the result of `work` in one write transaction.

        `work` runs again if the connection to the server is lost, so it must be idempotent. Raises QuizError (exit
        code 4) if the server does not come back.

        `durable=False` skips fsync, so that a power cut may undo the transaction; use it only for leases, which expire
        with the process. The next durable commit also writes it to the disk.
        """
        begin = self.dialect.write(self.learner, durable=durable)
        return retry_if_disconnected(lambda: self._written(begin, work, durable), self.dialect, PATIENCE_SECONDS)

    def _written(self, begin: str, work: Callable[[Connection], T], durable: bool) -> T:
        self.begins.append(begin)
        try:
            if durable:
                return self.dialect.within(self.connection, begin, work)
            with self.dialect.relaxed_sync(self.connection):
                return self.dialect.within(self.connection, begin, work)
        except _REFUSALS as error:
            raise self._refusal(error) from error
        finally:
            self.begins.pop()

    def query(self, sql: str, named: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Return the rows of one statement of store.queries, run outside a transaction."""
        return self._read(lambda: self.dialect.ask(self.connection, sql, named))

    def rows(self, statement: Executable, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Return the rows of one compiled statement, run outside a transaction."""
        return self._read(lambda: execute(self.connection, statement, values))

    def _read(self, ask: Callable[[], Sequence[Sequence[Any]]]) -> Sequence[Sequence[Any]]:
        """Run one statement: on both engines it sees one state of the database without a transaction."""

        def once() -> Sequence[Sequence[Any]]:
            try:
                return ask()
            except _REFUSALS as error:
                raise self._refusal(error) from error

        return retry_if_disconnected(once, self.dialect, PATIENCE_SECONDS)

    def close(self) -> None:
        """Close the connection; Ctrl-C waits until it is closed."""
        with _undisturbed():
            self.connection.close()
            self.engine.dispose()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Block SIGINT while the connection closes: in SQLAlchemy's pool it would cause a traceback."""
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
    """Return a statement of store.queries as SQLAlchemy's text."""
    return text(sql)


def retry_if_disconnected(act: Callable[[], T], dialect: Dialect, seconds: float) -> T:
    """Return the result of `act`; repeat it for at most `seconds` if the connection was lost.

    Where somebody is told of waits, it is repeated until the learner leaves. Raises ServerAway when it ends.
    """
    until, pause = 0.0, 0.05
    listener = waiting.current()
    while True:
        try:
            result = act()
        except QuizError as error:
            cause = error.__cause__
            if not isinstance(cause, Exception) or not dialect.is_lost(cause):
                if isinstance(cause, Exception) and dialect.is_refused(cause) and seconds >= PATIENCE_SECONDS:
                    raise AccessLost(error.message, error.hint) from cause  # of a store that was open
                raise
            until = until or time.monotonic() + min(seconds, _most_seconds())
            ended = listener.pause(pause) if listener else time.monotonic() > until
            if ended:
                raise ServerAway(LEFT if listener else error.message, error.hint) from cause
        else:
            if listener:
                listener.over()
            return result
        if not listener:
            time.sleep(pause)
        pause = min(2 * pause, 1.0)


def _most_seconds() -> float:
    """Return for how many seconds at most the environment lets a command try to reach a server."""
    try:
        return float(os.environ.get(PATIENCE, "inf"))
    except ValueError:
        return math.inf


def open_store(place: DatabaseLocation, learner: str) -> Store:
    """Return the open database; a file is created or migrated if needed.

    Raises QuizError (exit code 4) if it cannot be used or has a newer version.
    """
    dialect = dialect_of(place)
    return retry_if_disconnected(lambda: _opened(dialect, place, learner), dialect, OPENING_SECONDS)


def _opened(dialect: Dialect, place: DatabaseLocation, learner: str) -> Store:
    engine = dialect.make_engine(place)
    begins = [dialect.OPEN]

    def _begin(connection: Connection) -> None:
        dialect.begin(connection, begins[-1])

    event.listen(engine, "begin", _begin)
    with ExitStack() as undo:
        undo.callback(engine.dispose)
        try:
            connection = engine.connect()
            undo.callback(connection.close)
            device = dialect.prepare_schema(connection, place, learner)
        except DBAPIError as error:
            raise dialect.failure(error, place) from error
        undo.pop_all()
    begins[:] = [dialect.write(learner)]
    return Store(engine, connection, place, learner, device, dialect, begins)
