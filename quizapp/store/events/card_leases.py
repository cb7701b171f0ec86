"""Leases: a card that one session asks is not asked by another session at the same time."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from quizapp.store.database import Store
from quizapp.store.prepared import execute
from quizapp.store.schema import claims, states

LEASE_MS = 15 * 60_000  # after which the lease of another machine has expired

_LEARNER: BindParameter[str] = bindparam("by")
_CARD: BindParameter[str] = bindparam("of")
_OTHERS = select(claims.c.session, claims.c.host, claims.c.pid, claims.c.until_ms).where(
    claims.c.learner == _LEARNER, claims.c.card == _CARD, claims.c.session != bindparam("session")
)
_STATE = select(states.c.reviews, states.c.suspended, states.c.buried_day).where(
    states.c.learner == _LEARNER, states.c.card == _CARD
)
_RELEASE = delete(claims).where(claims.c.learner == _LEARNER, claims.c.session == bindparam("held_by"))
_base = upsert(claims)
_ACQUIRE = _base.on_conflict_do_update(
    index_elements=["learner", "card"], set_={n: _base.excluded[n] for n in ("session", "host", "pid", "until_ms")}
)


@dataclass(frozen=True, slots=True)
class LeaseRequest:
    """A request of a session to ask a card."""

    card: str
    session: str
    wall_ms: int  # the real time, not a simulated one
    seen_reviews: int  # how many reviews the card had when the session chose it
    day: str = ""  # the study day; '' where it does not matter whether the card is buried


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
    host, asked = platform.node(), {"by": learner, "of": request.card}
    for _, other_host, pid, until_ms in execute(connection, _OTHERS, asked | {"session": request.session}):
        if until_ms > request.wall_ms and (other_host != host or _alive(pid)):
            return Lease.ELSEWHERE
    refused = _change(execute(connection, _STATE, asked), request)
    if refused is not None:
        return refused
    execute(connection, _RELEASE, {"by": learner, "held_by": request.session})
    lease = {"session": request.session, "host": host, "pid": os.getpid(), "until_ms": request.wall_ms + LEASE_MS}
    execute(connection, _ACQUIRE, lease | {"learner": learner, "card": request.card})
    return Lease.LEASED


def _change(rows: Sequence[tuple[Any, ...]], request: LeaseRequest) -> Lease | None:
    """Return why a card is no longer what the session chose, or None."""
    reviews, suspended, buried_day = rows[0] if rows else (0, 0, None)
    if suspended or (buried_day is not None and buried_day == request.day):
        return Lease.HIDDEN
    return Lease.ELSEWHERE if reviews != request.seen_reviews else None


def release(store: Store, session: str) -> None:
    """End the leases of a session."""
    named = {"by": store.learner, "held_by": session}
    store.write(lambda connection: execute(connection, _RELEASE, named), durable=False)
