"""When an event is dated where clocks were wrong: this device's, or that of another one."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, func, select

from quizapp.core.events import REVIEW, UNDO, CardState, Event, in_order
from quizapp.core.study_day import DAY_MS
from quizapp.store.database import Store
from quizapp.store.ids import new_id
from quizapp.store.schema import events

FAR_AHEAD_MS = 7 * DAY_MS  # clocks of devices may differ by days


def dated(connection: Connection, before: CardState, new: Event) -> Event:
    """Return a new event with a time after that of the card's last one, unless that was far ahead of this clock."""
    if not before.event or before.time_ms < new.time_ms:
        return new
    if before.time_ms > new.time_ms + FAR_AHEAD_MS and _is_ahead_elsewhere(connection, before, new):
        return new
    return replace(new, time_ms=before.time_ms + 1)


def _is_ahead_elsewhere(connection: Connection, before: CardState, new: Event) -> bool:
    """Return whether the clock of another device was wrong, not this one's, which would have later events too."""
    mine = events.c.learner == new.learner, events.c.device == new.device
    last = connection.execute(select(events.c.id).where(*mine, events.c.id == before.event)).first()
    late = events.c.time_ms > new.time_ms + FAR_AHEAD_MS
    return last is None and connection.execute(select(events.c.id).where(*mine, late).limit(1)).first() is None


def undos_of_later(past: Iterable[Event], forget: Event) -> list[Event]:
    """Return events that cancel those of a card which are dated after it was forgotten, so that it is new."""
    later = (event for event in in_order(past) if event.time_ms > forget.time_ms)
    return [replace(forget, id=new_id(), kind=UNDO, payload={}, undoes=event.id) for event in later]


def reviews_ahead(store: Store, now_ms: int) -> int:
    """Return how many of the learner's reviews are dated far ahead of a clock."""
    late = events.c.learner == store.learner, events.c.kind == REVIEW, events.c.time_ms > now_ms + FAR_AHEAD_MS
    with store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(events).where(*late)).scalar_one())
