"""Finds the action that an undo cancels: the learner's last one in the log that was not undone yet."""

from collections.abc import Mapping

from sqlalchemy import exists, select

from quizapp.core.event_payloads.card_marks import action_of
from quizapp.core.events import FILE_CHANGES, IMPORTED_DEVICE, REVIEW, UNDO, UNDOABLE, Event
from quizapp.store.database import Store
from quizapp.store.events.event_log import Recorded, event_from, event_of
from quizapp.store.schema import events

_undo = events.alias()
_NOT_UNDONE = ~exists().where(_undo.c.learner == events.c.learner, _undo.c.undoes == events.c.id)
# Text with the kinds in it: bound one by one, they take as long as the rest. By id, so the last in real time; the
# learner's clock may have been set back since. Only the device that changed files has their earlier contents.
# The kinds of most events at the end of a log come first: SQLite sorts a list of kinds before it looks one up in it,
# which takes a quarter of the time of the statement.
_EVENT = ", ".join(f"e.{name}" for name in Event.__dataclass_fields__)
_KINDS, _OF_FILES = (", ".join(f"'{kind}'" for kind in kinds) for kinds in (UNDOABLE, FILE_CHANGES))
_LAST = f"""
SELECT {_EVENT} FROM events e
WHERE e.learner = :learner AND e.kind <> '{UNDO}' AND (e.kind = '{REVIEW}' OR e.kind IN ({_KINDS}))
  AND e.device <> '{IMPORTED_DEVICE}' AND (e.device = :device OR e.kind NOT IN ({_OF_FILES}))
  AND NOT EXISTS (SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id)
ORDER BY e.id DESC LIMIT 1
"""


def last_undoable(store: Store, recorded: Mapping[str, Recorded] | None = None) -> Event | None:
    """Return the learner's last action that can be undone and was not undone yet; of several cards, its last event.

    `recorded` are events that the caller has, by id: such a one need not be built from its row again.
    """
    rows = store.query(_LAST, {"learner": store.learner, "device": store.device})
    if not rows:
        return None
    known = recorded.get(rows[0][0]) if recorded else None
    return known.event if known else event_from(rows[0])


def events_of_action(store: Store, last: Event) -> tuple[Event, ...]:
    """Return the events of the action that an event belongs to: those of several cards, or the event alone."""
    action = action_of(last.payload)
    if not action:
        return (last,)
    query = select(events).where(events.c.learner == store.learner, events.c.kind == last.kind)
    query = query.where(events.c.payload.contains(f'"action":"{action}"'), _NOT_UNDONE).order_by(events.c.id)
    with store.reading() as connection:
        return tuple(event_of(row) for row in connection.execute(query))


def file_change_recorded(store: Store, change: str) -> bool:
    """Return whether the event of a change of deck files is in the learner's log, by the name of the change."""
    query = select(events.c.id).where(events.c.learner == store.learner, events.c.kind.in_(FILE_CHANGES))
    with store.reading() as connection:
        return connection.execute(query.where(events.c.payload.contains(f'"change":"{change}"'))).first() is not None
