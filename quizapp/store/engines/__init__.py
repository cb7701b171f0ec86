"""The differences between SQLite and PostgreSQL, one module for each; all other code works with both."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine

from quizapp.errors import QuizError
from quizapp.store.location import DatabaseLocation

T = TypeVar("T")


class Dialect(Protocol):
    """What the store needs from an engine; the contracts of the functions of both modules."""

    OPEN: str
    """Statement that begins the transaction in which a database is opened."""
    READ: str
    """Statement that begins a read transaction, which sees one state of the database."""

    NAMES: str
    """Query for the names of tables, indexes and the triggers of the log."""
    SHARED: bool
    """Whether other learners, in places of their own, use the installed cards."""
    GUARDED: tuple[str, ...]
    """The verbs that triggers prevent on the log."""
    UNREADABLE: str
    """Condition for an event whose payload is not a JSON object."""

    def write(self, learner: str, *, durable: bool = True) -> str:
        """Return the statement that begins a write transaction and blocks other writers of this learner's rows.

        A transaction that is not durable may be committed without waiting for the disk.
        """

    def begin(self, connection: Connection, statement: str) -> None:
        """Run a statement that begins a transaction. Raises DBAPIError."""

    def within(self, connection: Connection, statement: str, work: Callable[[Connection], T]) -> T:
        """Return the result of `work` in the transaction that a statement begins. Raises DBAPIError."""

    def relaxed_sync(self, connection: Connection) -> AbstractContextManager[None]:
        """Turn off the wait for the disk while the context is open, if `write` alone does not."""

    def make_engine(self, place: DatabaseLocation) -> Engine:
        """Return the engine for a database. Raises QuizError if it cannot be created."""

    def ask(self, connection: Connection, sql: str, named: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Return the rows of a statement in SQLite's SQL, such as those of store.queries. Raises DBAPIError."""

    def failure(self, error: Exception, place: DatabaseLocation) -> QuizError:
        """Return the message and hint for an error of the database."""

    def is_lost(self, error: Exception) -> bool:
        """Return whether the connection was lost, so that a retry may help."""

    def is_refused(self, error: Exception) -> bool:
        """Return whether a server answered an attempt to connect, and let nobody in."""

    def prepare_schema(self, connection: Connection, place: DatabaseLocation, learner: str) -> str:
        """Upgrade the tables or check their version; return the device name. Raises QuizError."""

    def integrity(self, connection: Connection) -> Sequence[str]:
        """Return what the engine's own checks find wrong."""

    def is_ours(self, connection: Connection) -> bool:
        """Return whether a database is marked as one of quizapp."""

    def delete_derived(self, connection: Connection, learner: str, table: str, since: str = "") -> None:
        """Delete the learner's rows of a table that is derived from the log, where it has days those from a day on."""

    def delete_claims(self, connection: Connection, learner: str, *, session: str = "", card: str = "") -> None:
        """Delete the learner's leases that a session has, and those of a card."""

    def erase(self, connection: Connection, learner: str, cards: Sequence[str]) -> Sequence[str]:
        """Delete the events of cards and their states; store digests of the ids; return the ids."""

    def erased(self, connection: Connection, learner: str, ids: Iterable[str]) -> set[str]:
        """Return those of the ids whose events were erased from this database."""


def dialect_of(place: DatabaseLocation) -> Dialect:
    """Return the engine module for a location; that of PostgreSQL is imported for a server only."""
    if isinstance(place, Path):
        from quizapp.store.engines import sqlite

        return sqlite
    from quizapp.store.engines import postgres

    return postgres


def dialect_of_connection(connection: Connection) -> Dialect:
    """Return the engine module for an open connection."""
    if connection.dialect.name == "sqlite":
        from quizapp.store.engines import sqlite

        return sqlite
    from quizapp.store.engines import postgres

    return postgres
