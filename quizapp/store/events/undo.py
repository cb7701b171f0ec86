"""Undo: an event that takes the learner's last action back."""

from dataclasses import dataclass

from sqlalchemy import Connection

from quizapp.core.event_payloads.card_marks import UndoPayload
from quizapp.core.events import UNDO, CardState, Event
from quizapp.core.scope import Moment
from quizapp.store.database import Store
from quizapp.store.events.card_leases import take
from quizapp.store.events.event_log import last_undoable, record


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The session that wants to ask the card of an undone answer again; `wall_ms` is the time on the wall's clock."""

    session: str
    wall_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The event that was taken back, and whether the session got the lease of its card."""

    event: Event
    leased: bool


def undo_last(store: Store, moment: Moment, lease: Lease | None = None) -> Undone | None:
    """Take back the learner's last action, whichever session it belongs to; None where there is nothing to undo.

    With `lease`, the card is leased to that session in the same transaction.
    """
    last = last_undoable(store)
    if last is None:
        return None
    leased = False

    def take_lease(connection: Connection, after: CardState) -> None:
        nonlocal leased
        assert lease is not None
        named = {"wall_ms": lease.wall_ms, "seen_reviews": after.reviews}
        leased = take(connection, store.learner, last.card, lease.session, **named)

    record(
        store, UNDO, last.card, UndoPayload().as_payload(), now_ms=moment.now, day=moment.day, undoes=last.id,
        then=take_lease if lease else None,
    )  # fmt: skip
    return Undone(event=last, leased=leased)
