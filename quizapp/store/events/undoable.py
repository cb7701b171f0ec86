"""Finds the action that an undo cancels: the learner's last one in the log that was not undone yet."""

from sqlalchemy import and_, bindparam, exists, literal, or_, select

from quizapp.core.event_payloads.card_marks import action_of
from quizapp.core.events import FILE_CHANGES, IMPORTED_DEVICE, UNDOABLE, Event
from quizapp.store.database import Store
from quizapp.store.events.event_log import event_from, event_of
from quizapp.store.schema import events

_undo = events.alias()
_NOT_UNDONE = ~exists().where(_undo.c.learner == events.c.learner, _undo.c.undoes == events.c.id)
# Built once: building a statement takes longer than running it. By id, so the last in real time; the learner's clock
# may have been set back since.
_LAST = (
    select(*(events.c[name] for name in Event.__dataclass_fields__))
    .where(events.c.learner == bindparam("learner"), or_(*(events.c.kind == kind for kind in UNDOABLE)))
    .where(events.c.device != literal(IMPORTED_DEVICE))
    # Only the device that changed files has their earlier contents.
    .where(or_(events.c.device == bindparam("device"), and_(*(events.c.kind != kind for kind in FILE_CHANGES))))
    .where(_NOT_UNDONE)
    .order_by(events.c.id.desc())
    .limit(1)
)


def last_undoable(store: Store) -> Event | None:
    """Return the learner's last action that can be undone and was not undone yet; of several cards, its last event."""
    rows = store.rows(_LAST, {"learner": store.learner, "device": store.device})
    return event_from(rows[0]) if rows else None


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
