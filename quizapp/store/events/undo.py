"""Undo: records an event that cancels the learner's last action."""

from dataclasses import dataclass

from sqlalchemy import Connection

from quizapp.core.event_payloads.card_marks import UndoPayload
from quizapp.core.events import UNDO, CardState, Event
from quizapp.core.scope import Moment
from quizapp.store.database import Store
from quizapp.store.events.card_leases import LeaseRequest, acquire_within
from quizapp.store.events.event_log import EventDraft, last_undoable, record


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The session that wants to ask the card of an undone answer again; `wall_ms` is the real time."""

    session: str
    wall_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The event that was cancelled, and whether the session got the lease of its card."""

    event: Event
    leased: bool


def undo_last(store: Store, moment: Moment, lease: Lease | None = None) -> Undone | None:
    """Cancel the learner's last action, whichever session it belongs to; return None if there is nothing to undo.

    With `lease`, the card is leased to that session in the same transaction.
    """
    last = last_undoable(store)
    if last is None:
        return None
    leased = False

    def take_lease(connection: Connection, after: CardState) -> None:
        nonlocal leased
        assert lease is not None
        request = LeaseRequest(last.card, lease.session, wall_ms=lease.wall_ms, seen_reviews=after.reviews)
        leased = acquire_within(connection, store.learner, request)

    draft = EventDraft(UNDO, last.card, UndoPayload().as_payload(), moment.now, moment.day, undoes=last.id)
    record(store, draft, take_lease if lease else None)
    return Undone(event=last, leased=leased)
