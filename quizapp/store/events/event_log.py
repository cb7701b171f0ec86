"""The append-only event log and the card states that are folded from it."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from quizapp.core.event_payloads.review import settings_of
from quizapp.core.events import FORGET, REVIEW, UNDO, CardState, Event, ReviewedCard
from quizapp.core.model import State
from quizapp.core.scheduler import step
from quizapp.store.database import Store, clause
from quizapp.store.events import new_card_cursor
from quizapp.store.events.clocks import dated, undos_of_later
from quizapp.store.events.event_checks import checksum, fold_history, payload_of
from quizapp.store.events.parameters import Presets, parameters_of, presets
from quizapp.store.events.unsent import write_or_keep
from quizapp.store.ids import new_id
from quizapp.store.prepared import execute, execute_count
from quizapp.store.schema import events, states

_PAYLOAD = json.JSONEncoder(separators=(",", ":"), allow_nan=False)  # NaN is no JSON: SQLite could not read it
_STATE_FIELDS = tuple(CardState.__dataclass_fields__)
_LATER_FIELDS = _STATE_FIELDS[1:]
_values_of_state = attrgetter(*_STATE_FIELDS)
# Built once: building a statement takes longer than running it in SQLite.
_INSERT = insert(events)
_ONCE = upsert(events).on_conflict_do_nothing(index_elements=["learner", "id"])
_STATE = select(*(states.c[name] for name in _STATE_FIELDS)).where(
    states.c.learner == bindparam("learner"), states.c.card == bindparam("card")
)
_EVENT_FIELDS = tuple(Event.__dataclass_fields__)
_values_of_event = attrgetter(*_EVENT_FIELDS)
_OF_CARD = select(*(events.c[name] for name in _EVENT_FIELDS)).where(
    events.c.learner == bindparam("learner"), events.c.card == bindparam("card")
)
_BY_ID = select(*(events.c[name] for name in _EVENT_FIELDS)).where(
    events.c.learner == bindparam("learner"), events.c.id == bindparam("event")
)
_base = upsert(states)
UPSERT_STATE = _base.on_conflict_do_update(
    index_elements=["learner", "card"], set_={name: _base.excluded[name] for name in _STATE_FIELDS}
)
# For a card with a state already. Without `first_ms`: setting a column writes its index even if the value is the same.
_MOVE = (
    update(states)
    .where(states.c.learner == bindparam("learner"), states.c.card == bindparam("card"))
    .values({name: None for name in _STATE_FIELDS if name != "first_ms"})
)


def state_row(learner: str, card: str, state: CardState) -> dict[str, Any]:
    """Return the row of `states` that holds a state."""
    row: dict[str, Any] = dict(zip(_STATE_FIELDS, _values_of_state(state), strict=True))
    row["learner"], row["card"] = learner, card
    row["state"], row["suspended"] = str(state.state), int(state.suspended)
    return row


def state_of(row: Row[Any]) -> CardState:
    """Return the state that a row of `states` holds."""
    fields = {name: getattr(row, name) for name in _STATE_FIELDS}
    return _state_from(*fields.values())


def event_of(row: Row[Any]) -> Event:
    """Return the event that a row of `events` holds."""
    return event_from([getattr(row, name) for name in _EVENT_FIELDS])


def event_from(row: Sequence[Any]) -> Event:
    """Return the event of a row whose columns are in the order of the fields of Event."""
    fields = dict(zip(_EVENT_FIELDS, row, strict=True))
    fields["payload"] = payload_of(fields["payload"], fields["id"], fields["card"])
    return Event(**fields)


def _event_row(event: Event) -> dict[str, Any]:
    row = dict(zip(_EVENT_FIELDS, _values_of_event(event), strict=True))
    row["payload"] = _PAYLOAD.encode(event.payload)
    row["checksum"] = checksum(row)
    return row


def card_state(store: Store, card: str) -> CardState:
    """Return the state of one card; a card without events is new."""
    rows = store.rows(_STATE, {"learner": store.learner, "card": card})
    return _state_from(*rows[0]) if rows else CardState()


def all_states(store: Store) -> dict[str, CardState]:
    """Return card id -> state of every card with events of the learner."""
    with store.reading() as connection:
        rows = connection.execute(select(states).where(states.c.learner == store.learner))
        return {row.card: state_of(row) for row in rows}


def card_events(connection: Connection, learner: str, card: str) -> list[Event]:
    """Return all events of one card, in any order."""
    rows = execute(connection, _OF_CARD, {"learner": learner, "card": card})
    return [event_from(row) for row in rows]


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event that is not recorded yet; `now_ms` is the learner's time in UTC milliseconds."""

    kind: str
    card: str
    payload: dict[str, Any]
    now_ms: int
    day: str  # the study day, as an ISO date
    undoes: str | None = None  # the id of the event that an undo cancels


def _event(store: Store, draft: EventDraft) -> Event:
    return Event(
        id=new_id(), device=store.device, time_ms=draft.now_ms, day=draft.day, learner=store.learner, card=draft.card,
        kind=draft.kind, payload=draft.payload, undoes=draft.undoes,
    )  # fmt: skip


def record_all(store: Store, drafts: Iterable[EventDraft]) -> list[Event]:
    """Append several events, all of them or none, and update the states of their cards; return the events."""
    new = [_event(store, draft) for draft in drafts]
    return write_or_keep(store, new, lambda connection: [add_event(connection, each)[0] for each in new])


def record(
    store: Store, draft: EventDraft, then: Callable[[Connection, CardState], None] | None = None
) -> tuple[Event, CardState]:  # fmt: skip
    """Append one event and update the state of its card in one transaction; return both.

    If the clock was set back, the event is dated a millisecond after the card's last one, so that the log keeps the
    order in which things happened; but not after one of another device that is dated far ahead. The id is chosen before
    the transaction: if the connection is lost, the transaction runs again without adding the event twice. `then` runs
    with the new state within the transaction.
    """
    new = _event(store, draft)

    def work(connection: Connection) -> tuple[Event, CardState]:
        event, after = add_event(connection, new)
        if then is not None:
            then(connection, after)
        return event, after

    return write_or_keep(store, [new], work)


def add_event(connection: Connection, new: Event) -> tuple[Event, CardState]:
    """Append an event unless it is in the log, and update the state of its card; return both as they are stored."""
    learner, card = new.learner, new.card
    before = _state_now(connection, learner, card) if card else CardState()
    event = dated(connection, before, new)
    if not execute_count(connection, _ONCE, _event_row(event)):
        return _known(connection, new), before
    if not card:
        return event, before
    if event.kind == FORGET and event.time_ms < before.time_ms:
        append(connection, undos_of_later(card_events(connection, learner, card), event))
    after = _after(connection, before, event)
    met = before.event and after.first_ms == before.first_ms
    execute(connection, _MOVE if met else UPSERT_STATE, state_row(learner, card, after))
    if after.state is State.NEW and before.state is not State.NEW:
        new_card_cursor.lower(connection, learner, card)
    return event, after


def _known(connection: Connection, new: Event) -> Event:
    """Return the event that an earlier attempt stored before the connection was lost."""
    return event_from(execute(connection, _BY_ID, {"learner": new.learner, "event": new.id})[0])


def _state_now(connection: Connection, learner: str, card: str) -> CardState:
    rows = execute(connection, _STATE, {"learner": learner, "card": card})
    return _state_from(*rows[0]) if rows else CardState()


def _state_from(state: str, *rest: Any) -> CardState:
    """Return the state of a row whose columns are in the order of the fields."""
    fields = dict(zip(_LATER_FIELDS, rest, strict=True))
    fields["suspended"] = bool(fields["suspended"])
    return CardState(**fields) if state == State.NEW else ReviewedCard(state=State(state), **fields)


def _after(connection: Connection, before: CardState, event: Event) -> CardState:
    """Return the state after an event that was just appended: by one step, or by folding all events of the card.

    One step is not enough for an undo, nor for a review that was scheduled with other parameters than those in use,
    as when another terminal changed them after the session began.
    """
    is_late = event.time_ms < before.time_ms
    if event.kind not in (UNDO, REVIEW) and not is_late:
        return step(before, event)
    parameters = parameters_of(current_parameters(connection, event.learner), event.card)
    if event.kind == REVIEW and not is_late and settings_of(event.payload).parameters == parameters:
        return step(before, event)
    return fold_history(card_events(connection, event.learner, event.card), parameters)


def current_parameters(connection: Connection, learner: str) -> Presets:
    """Return the learner's parameters in use, read within a transaction."""
    return presets(lambda sql, named: execute(connection, clause(sql), named), learner)


def append(connection: Connection, new: Iterable[Event]) -> None:
    """Insert events into the log."""
    if rows := [_event_row(event) for event in new]:
        connection.execute(_INSERT, rows)


def reviews(store: Store, kinds: Sequence[str] = ("review",)) -> list[Event]:
    """Return the learner's events of the given kinds that were not undone, in the order of the log."""
    undo = events.alias()
    query = (
        select(events)
        .where(events.c.learner == store.learner, events.c.kind.in_(kinds))
        .where(~exists().where(undo.c.learner == events.c.learner, undo.c.undoes == events.c.id))
    )
    # Sorted here: with ORDER BY, SQLite would scan the whole log in that order to find the few events of a kind.
    with store.reading() as connection:
        rows = sorted(connection.execute(query), key=attrgetter("time_ms", "id"))
    return [event_of(row) for row in rows]
