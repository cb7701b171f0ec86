"""From a grading to an event: what is suggested, what the log keeps of a review, and taking it back."""

import time

from sqlalchemy import Connection

from quizapp.core.event_payloads import UndoPayload
from quizapp.core.events import UNDO, CardState, Event
from quizapp.store.database import Store
from quizapp.store.events.card_leases import take
from quizapp.store.events.event_log import last_undoable, record
from quizapp.usecases.context import Context


def undo_last(context: Context, store: Store, session: str = "") -> tuple[Event | None, bool]:
    """Take the learner's last action back, across sessions; return what was undone, or None.

    Where a session is named, it claims the card in the same transaction; returned is whether it could.
    """
    last = last_undoable(store)
    if last is None:
        return None, False
    moment, card, claimed = context.moment(), last.card, False

    def claim_again(connection: Connection, after: CardState) -> None:
        nonlocal claimed
        now = time.time_ns() // 1_000_000
        claimed = take(connection, store.learner, card, session, wall_ms=now, seen_reviews=after.reviews)

    then = claim_again if session else None
    record(store, UNDO, card, UndoPayload().as_payload(), now_ms=moment.now, day=moment.day, undoes=last.id, then=then)
    return last, claimed
