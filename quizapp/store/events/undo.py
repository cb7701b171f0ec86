"""Undo: records events that cancel the learner's last action."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from quizapp.core.event_payloads.card_marks import UndoPayload
from quizapp.core.events import BURY, CRAM, REVIEW, SUSPEND, UNDO, CardState, Event
from quizapp.core.scope import Moment
from quizapp.store.database import Store
from quizapp.store.events.card_leases import LeaseRequest, acquire_within
from quizapp.store.events.event_log import EventDraft, Recorded, record, record_all
from quizapp.store.events.undoable import events_of_action, last_undoable

_ASKED_AGAIN = (REVIEW, CRAM, SUSPEND, BURY)  # what a learner does at a question, which is asked again


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The session that wants to ask the card of an undone answer again; `wall_ms` is the real time."""

    session: str
    wall_ms: int
    recorded: Mapping[str, Recorded] = field(default_factory=dict)  # what it recorded itself, by the event's id


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The cancelled events, those of one action, and whether the session got the lease of the card to ask again."""

    events: tuple[Event, ...]
    leased: bool

    @property
    def event(self) -> Event:
        """The event, or the first one of several cards."""
        return self.events[0]

    @property
    def asked_again(self) -> str:
        """The card whose question was left by this action; '' if it was none or several."""
        return self.event.card if len(self.events) == 1 and self.event.kind in _ASKED_AGAIN else ""


def undo_last(store: Store, moment: Moment, lease: Lease | None = None, last: Event | None = None) -> Undone | None:
    """Cancel the learner's last action, whichever session it belongs to; return None if there is nothing to undo.

    With `lease`, the card whose question was left is leased to that session in the same transaction. `last` is given
    where the caller has read it already.
    """
    last = last or last_undoable(store)
    if last is None:
        return None
    undone = Undone(events=events_of_action(store, last), leased=False)
    if not undone.asked_again or lease is None:
        record_all(store, [_draft(moment, event) for event in undone.events])
        return undone
    leased = False

    def take_lease(connection: Connection, after: CardState) -> None:
        nonlocal leased
        request = LeaseRequest(last.card, lease.session, wall_ms=lease.wall_ms, seen_reviews=after.reviews)
        leased = bool(acquire_within(connection, store.learner, request))

    record(store, _draft(moment, last, lease.recorded.get(last.id)), take_lease)
    return Undone(events=undone.events, leased=leased)


def _draft(moment: Moment, event: Event, known: Recorded | None = None) -> EventDraft:
    payload = UndoPayload().as_payload()
    return EventDraft(UNDO, event.card, payload, moment.now, moment.day, undoes=event.id, restores=known)
