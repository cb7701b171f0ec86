"""Claims: a card that one session asks is not asked by another at the same time."""

import os
import platform

from sqlalchemy import delete, insert, select

from quizapp.store.database import Store
from quizapp.store.schema import claims, states

CLAIM_MS = 15 * 60_000  # after which another machine's claim is void


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
    host = platform.node()
    mine = (claims.c.learner == store.learner, claims.c.card == card)
    with store.transaction() as connection:
        row = connection.execute(select(claims).where(*mine)).first()
        if row and row.session != session and row.until_ms > wall_ms and (row.host != host or _alive(row.pid)):
            return False
        answered = connection.execute(
            select(states.c.reviews).where(states.c.learner == store.learner, states.c.card == card)
        ).scalar()
        if (answered or 0) != seen_reviews:
            return False
        connection.execute(delete(claims).where(claims.c.learner == store.learner, claims.c.session == session))
        connection.execute(delete(claims).where(*mine))
        row_new = {"card": card, "session": session, "host": host, "pid": os.getpid(), "until_ms": wall_ms + CLAIM_MS}
        connection.execute(insert(claims).values(learner=store.learner, **row_new))
    return True


def release(store: Store, session: str) -> None:
    """Give back what this session holds."""
    with store.transaction() as connection:
        connection.execute(delete(claims).where(claims.c.learner == store.learner, claims.c.session == session))
