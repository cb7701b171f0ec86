"""Claims: a card that one session asks is not asked by another at the same time."""

import os
import platform

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from quizapp.store.database import Store
from quizapp.store.prepared import execute
from quizapp.store.schema import claims, states

CLAIM_MS = 15 * 60_000  # after which another machine's claim is void

_LEARNER: BindParameter[str] = bindparam("by")
_CARD: BindParameter[str] = bindparam("of")
_OTHERS = select(claims.c.session, claims.c.host, claims.c.pid, claims.c.until_ms).where(
    claims.c.learner == _LEARNER, claims.c.card == _CARD, claims.c.session != bindparam("session")
)
_REVIEWS = select(func.max(states.c.reviews)).where(states.c.learner == _LEARNER, states.c.card == _CARD)
_RELEASE = delete(claims).where(claims.c.learner == _LEARNER, claims.c.session == bindparam("held_by"))
_base = upsert(claims)
_TAKE = _base.on_conflict_do_update(
    index_elements=["learner", "card"], set_={n: _base.excluded[n] for n in ("session", "host", "pid", "until_ms")}
)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def claim(store: Store, card: str, session: str, *, wall_ms: int, seen_reviews: int) -> bool:
    """Take a card for this session; return whether it was free and unanswered since it was drawn.

    A claim whose process is gone counts no more. `wall_ms` is the real time, not a simulated one.
    """
    named = {"wall_ms": wall_ms, "seen_reviews": seen_reviews}
    return store.write(lambda connection: take(connection, store.learner, card, session, **named), durable=False)


def take(connection: Connection, learner: str, card: str, session: str, *, wall_ms: int, seen_reviews: int) -> bool:
    """Do the same as `claim` within a transaction."""
    mine = {"session": session, "host": platform.node(), "pid": os.getpid(), "until_ms": wall_ms + CLAIM_MS}
    asked = {"by": learner, "of": card}
    for _, where, pid, until_ms in execute(connection, _OTHERS, asked | {"session": session}):
        if until_ms > wall_ms and (where != mine["host"] or _alive(pid)):
            return False
    if (execute(connection, _REVIEWS, asked)[0][0] or 0) != seen_reviews:
        return False
    execute(connection, _RELEASE, {"by": learner, "held_by": session})
    execute(connection, _TAKE, mine | {"learner": learner, "card": card})
    return True


def release(store: Store, session: str) -> None:
    """Give back what this session holds."""
    named = {"by": store.learner, "held_by": session}
    store.write(lambda connection: execute(connection, _RELEASE, named), durable=False)
