"""Leases: a card that one session asks is not asked by another session at the same time."""

import os
import platform
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import BindParameter, Connection, bindparam, insert, text, update

from quizapp.core.events import CardState
from quizapp.store.database import Store
from quizapp.store.engines import dialect_of_connection
from quizapp.store.prepared import RowStatement, execute, execute_count
from quizapp.store.schema import claims

LEASE_MS = 15 * 60_000  # after which the lease of another machine has expired

# The state of a card and the lease that another session has of it, in one statement.
_FOUND = text(
    "SELECT COALESCE(s.reviews, 0), COALESCE(s.suspended, 0), s.buried_day, c.session, c.host, c.pid, c.until_ms"
    " FROM (SELECT 1 AS one) o LEFT JOIN states s ON s.learner = :by AND s.card = :of"
    " LEFT JOIN claims c ON c.learner = :by AND c.card = :of AND c.session <> :session"
)
_LEARNER: BindParameter[str] = bindparam("by")
_INSERT = insert(claims)
# A session has one lease, which moves from card to card: that writes less than to delete it and to insert another.
_MOVE = (
    update(claims)
    .where(claims.c.learner == _LEARNER, claims.c.session == bindparam("held_by"))
    .values(dict.fromkeys(("card", "host", "pid", "until_ms")))
)
# The same where no other session has a lease of the card and it is as it was chosen: the usual case, in one statement.
_MOVE_TO_FREE = RowStatement(_MOVE.where(
    text("NOT EXISTS (SELECT 1 FROM claims o WHERE o.learner = :by AND o.card = :of AND o.session <> :held_by)"),
    text(
        "EXISTS (SELECT 1 FROM states s WHERE s.learner = :by AND s.card = :of AND s.reviews = :seen"
        " AND s.suspended = 0 AND (s.buried_day IS NULL OR s.buried_day <> :day))"
    ),
), ("by", "of", "held_by", "seen", "day", "card", "host", "pid", "until_ms"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class LeaseRequest:
    """A request of a session to ask a card."""

    card: str
    session: str
    wall_ms: int  # the real time, not a simulated one
    seen_reviews: int  # how many reviews the card had when the session chose it
    day: str = ""  # the study day; '' where it does not matter whether the card is buried

    def with_answer(self, learner: str) -> "LeaseWithAnswer":
        """Return what makes this request while an answer of a learner is recorded."""
        return LeaseWithAnswer(self, learner)


class Lease(Enum):
    """The answer to a request; true if the session got the card."""

    LEASED = "leased"
    ELSEWHERE = "elsewhere"  # another session has the card, or the card was reviewed since this one chose it
    HIDDEN = "hidden"  # the card was suspended or buried since

    def __bool__(self) -> bool:
        """Return whether the session got the card."""
        return self is Lease.LEASED


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def acquire(store: Store, request: LeaseRequest) -> Lease:
    """Lease a card to a session, which gives up its other leases if it gets the card.

    The lease of a process that has ended is void.
    """
    return store.write(lambda connection: acquire_within(connection, store.learner, request), durable=False)


def acquire_within(connection: Connection, learner: str, request: LeaseRequest) -> Lease:
    """Do the same as `acquire` within a transaction."""
    card, host, until = request.card, platform.node(), request.wall_ms + LEASE_MS
    found = learner, card, request.session, request.seen_reviews, request.day
    if _MOVE_TO_FREE.write(connection, (*found, card, host, os.getpid(), until)):
        return Lease.LEASED
    asked = {"by": learner, "of": card}
    row = execute(connection, _FOUND, asked | {"session": request.session})[0]
    reviews, suspended, buried_day, other, other_host, pid, until_ms = row
    if other is not None and until_ms > request.wall_ms and (other_host != host or _alive(pid)):
        return Lease.ELSEWHERE
    if suspended or (buried_day is not None and buried_day == request.day):
        return Lease.HIDDEN
    if reviews != request.seen_reviews:
        return Lease.ELSEWHERE
    if other is not None:
        dialect_of_connection(connection).delete_claims(connection, learner, card=card)
    lease = {"card": card, "host": host, "pid": os.getpid(), "until_ms": until}
    if not execute_count(connection, _MOVE, lease | {"by": learner, "held_by": request.session}):
        execute(connection, _INSERT, lease | {"learner": learner, "session": request.session})
    return Lease.LEASED


@dataclass(slots=True)
class LeaseWithAnswer:
    """Takes a lease in the transaction that records an answer; `is_taken` counts once that is committed."""

    request: LeaseRequest
    learner: str
    is_taken: bool = False

    def __call__(self, connection: Connection, _after: CardState) -> None:
        """Acquire the lease, or not; the answer is recorded in either case."""
        self.is_taken = bool(acquire_within(connection, self.learner, self.request))


def release(store: Store, session: str) -> None:
    """End the leases of a session."""
    dialect, learner = store.dialect, store.learner
    store.write(lambda connection: dialect.delete_claims(connection, learner, session=session), durable=False)
