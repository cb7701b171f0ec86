"""Leases: a card that one session asks is not asked by another session at the same time."""

import os
import platform
from dataclasses import dataclass

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, select
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
_REVIEWS = select(func.max(states.c.reviews)).where(states.c.learner == _LEARNER, states.c.card == _CARD)
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


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def acquire(store: Store, request: LeaseRequest) -> bool:
    """Lease a card to a session, which gives up its other leases; return whether it got the card.

    It does not if another session has the card, or if the card was reviewed since the session chose it. The lease of a
    process that has ended is void.
    """
    return store.write(lambda connection: acquire_within(connection, store.learner, request), durable=False)


def acquire_within(connection: Connection, learner: str, request: LeaseRequest) -> bool:
    """Do the same as `acquire` within a transaction."""
    host, asked = platform.node(), {"by": learner, "of": request.card}
    for _, other_host, pid, until_ms in execute(connection, _OTHERS, asked | {"session": request.session}):
        if until_ms > request.wall_ms and (other_host != host or _alive(pid)):
            return False
    if (execute(connection, _REVIEWS, asked)[0][0] or 0) != request.seen_reviews:
        return False
    execute(connection, _RELEASE, {"by": learner, "held_by": request.session})
    lease = {"session": request.session, "host": host, "pid": os.getpid(), "until_ms": request.wall_ms + LEASE_MS}
    execute(connection, _ACQUIRE, lease | {"learner": learner, "card": request.card})
    return True


def release(store: Store, session: str) -> None:
    """End the leases of a session."""
    named = {"by": store.learner, "held_by": session}
    store.write(lambda connection: execute(connection, _RELEASE, named), durable=False)
