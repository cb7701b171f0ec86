"""What differs between SQLite and PostgreSQL, each in its own file; everything else speaks to both alike."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine

from quizapp.errors import QuizError
from quizapp.store.location import DatabaseLocation

T = TypeVar("T")


class Dialect(Protocol):
    """What the store asks of an engine. Each function's contract is the one that is written here."""

    READ: str
    """Begins what reads one state of the database with several statements."""

    NAMES: str
    """Asks for the names of tables, indices and of the log's triggers."""
    GUARDED: tuple[str, ...]
    """What triggers keep from the log."""
    UNREADABLE: str
    """What is true of an event whose payload is no JSON object."""

    def write(self, learner: str, *, durable: bool = True) -> str:
        """Return the statement that begins a write transaction and locks out other writers of this learner's rows.

        A transaction that is not durable may be committed without waiting for the disk.
        """

    def begin(self, connection: Connection, statement: str) -> None:
        """Run a statement that begins a transaction. Raises DBAPIError."""

    def within(self, connection: Connection, statement: str, work: Callable[[Connection], T]) -> T:
        """Return what `work` gives within the transaction that a statement begins. Raises DBAPIError."""

    def relaxed_sync(self, connection: Connection) -> AbstractContextManager[None]:
        """Turn the wait for the disk off while the context is open, if the engine needs more than its `write`."""

    def make_engine(self, place: DatabaseLocation) -> Engine:
        """Return the engine, its connections prepared. Raises QuizError where it cannot be had."""

    def ask(self, connection: Connection, sql: str, named: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Return the rows of a statement of store.sql and its kin, read by itself. Raises DBAPIError."""

    def failure(self, error: Exception, place: DatabaseLocation) -> QuizError:
        """Return what the user is told when the database refuses."""

    def is_lost(self, error: Exception) -> bool:
        """Whether the connection was lost, so that asking again may help."""

    def prepare_schema(self, connection: Connection, place: DatabaseLocation, learner: str) -> str:
        """Bring the tables to today's version or see that they are; return the device. Raises QuizError."""

    def integrity(self, connection: Connection) -> Sequence[str]:
        """Return what the engine's own checks find wrong."""

    def is_ours(self, connection: Connection) -> bool:
        """Whether a database says that it is this program's."""

    def erase(self, connection: Connection, learner: str, cards: Sequence[str]) -> Sequence[str]:
        """Delete the events of cards and what follows from them, remember that; return the ids of the events."""

    def erased(self, connection: Connection, learner: str, ids: Iterable[str]) -> set[str]:
        """Return those of the ids whose events were erased here."""


def dialect_of(place: DatabaseLocation) -> Dialect:
    """Return how a place is spoken to; PostgreSQL's is imported only for a server."""
    if isinstance(place, Path):
        from quizapp.store.engines import sqlite

        return sqlite
    from quizapp.store.engines import postgres

    return postgres


def speaking(connection: Connection) -> Dialect:
    """Return how an open connection is spoken to."""
    if connection.dialect.name == "sqlite":
        from quizapp.store.engines import sqlite

        return sqlite
    from quizapp.store.engines import postgres

    return postgres
