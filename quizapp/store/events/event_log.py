"""The append-only event log and the card states that are folded from it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, insert, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert

from quizapp.core.event_payloads.review import settings_of
from quizapp.core.events import FORGET, REVIEW, UNDO, CardState, Event, ReviewedCard
from quizapp.core.model import State
from quizapp.core.scheduler import step
from quizapp.store.database import Store, clause
from quizapp.store.events import new_card_cursor
from quizapp.store.events.clocks import dated, undos_of_later
from quizapp.store.events.event_checks import fold_history, payload_of
from quizapp.store.events.log_rows import EVENT_COLUMNS, event_row, event_values, state_row, state_values
from quizapp.store.events.parameters import Presets, parameters_of, presets
from quizapp.store.events.state_rows import STATE_COLUMNS, STATE_FIELDS, state_from
from quizapp.store.events.unsent import write_or_keep
from quizapp.store.ids import new_id
from quizapp.store.prepared import RowStatement, execute, execute_count
from quizapp.store.schema import events, states

# Built once: building a statement takes longer than running it in SQLite.
_INSERT = insert(events)
_INSERT_ROW = RowStatement(_INSERT, EVENT_COLUMNS)
_ONCE = upsert(events).on_conflict_do_nothing(index_elements=["learner", "id"])
_STATE = select(*(states.c[name] for name in STATE_FIELDS)).where(
    states.c.learner == bindparam("learner"), states.c.card == bindparam("card")
)
_STATE_NOW = text(
    f"SELECT {STATE_COLUMNS}, EXISTS (SELECT 1 FROM events e WHERE e.learner = :learner AND e.kind = 'optimize')"
    " FROM (SELECT 1 AS one) o LEFT JOIN states s ON s.learner = :learner AND s.card = :card"
)
_STORED_SINCE = text(
    "SELECT 1 FROM events WHERE learner = :learner AND card = :card AND id <> :undo AND"
    " rowid > (SELECT rowid FROM events WHERE learner = :learner AND id = :undone) LIMIT 1"
)
_EVENT_FIELDS = tuple(Event.__dataclass_fields__)
_OF_CARD = select(*(events.c[name] for name in _EVENT_FIELDS)).where(
    events.c.learner == bindparam("learner"), events.c.card == bindparam("card")
)
_BY_ID = select(*(events.c[name] for name in _EVENT_FIELDS)).where(
    events.c.learner == bindparam("learner"), events.c.id == bindparam("event")
)
_base = upsert(states)
UPSERT_STATE = _base.on_conflict_do_update(
    index_elements=["learner", "card"], set_={name: _base.excluded[name] for name in STATE_FIELDS}
)
# For a card with a state already. Without `first_ms`: setting a column writes its index even if the value is the same.
_MOVE = (
    update(states)
    .where(states.c.learner == bindparam("learner"), states.c.card == bindparam("card"))
    .values({name: None for name in STATE_FIELDS if name != "first_ms"})
)

# The same, unless the state has changed or there are fitted parameters.
_WAS = tuple(f"was_{name}" for name in STATE_FIELDS)
_STEP = RowStatement(
    _MOVE.where(*(states.c[name].is_not_distinct_from(bindparam(f"was_{name}")) for name in STATE_FIELDS))
    .where(text("NOT EXISTS (SELECT 1 FROM events e WHERE e.learner = :learner AND e.kind = 'optimize')")),
    (*STATE_FIELDS, "learner", "card", *_WAS),
)  # fmt: skip


def state_of(row: Row[Any]) -> CardState:
    """Return the state that a row of `states` holds."""
    return state_from([getattr(row, name) for name in STATE_FIELDS])


def event_of(row: Row[Any]) -> Event:
    """Return the event that a row of `events` holds."""
    return event_from([getattr(row, name) for name in _EVENT_FIELDS])


def event_from(row: Sequence[Any]) -> Event:
    """Return the event of a row whose columns are in the order of the fields of Event."""
    fields = dict(zip(_EVENT_FIELDS, row, strict=True))
    fields["payload"] = payload_of(fields["payload"], fields["id"], fields["card"])
    return Event(**fields)


def card_state(store: Store, card: str) -> CardState:
    """Return the state of one card; a card without events is new."""
    rows = store.rows(_STATE, {"learner": store.learner, "card": card})
    return state_from(rows[0]) if rows else CardState()


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
    restores: "Recorded | None" = None  # what recording the undone event did, where this process did it
    before: CardState | None = None  # the state of the card when its question was drawn, for a review


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it is stored, with the states of its card before and after it, under the parameters in use."""

    event: Event
    before: CardState
    after: CardState
    parameters: tuple[float, ...] = ()


def _event(store: Store, draft: EventDraft) -> Event:
    return Event(
        id=new_id(), device=store.device, time_ms=draft.now_ms, day=draft.day, learner=store.learner, card=draft.card,
        kind=draft.kind, payload=draft.payload, undoes=draft.undoes,
    )  # fmt: skip


def record_all(store: Store, drafts: Iterable[EventDraft]) -> list[Event]:
    """Append several events, all of them or none, and update the states of their cards; return the events."""
    new = [_event(store, draft) for draft in drafts]
    return write_or_keep(store, new, lambda connection: [add_event(connection, each).event for each in new])


def record(
    store: Store, draft: EventDraft, then: Callable[[Connection, CardState], None] | None = None
) -> tuple[Event, CardState]:  # fmt: skip
    """Append one event and update the state of its card in one transaction, like `recorded`; return both."""
    found = recorded(store, draft, then)
    return found.event, found.after


def recorded(
    store: Store, draft: EventDraft, then: Callable[[Connection, CardState], None] | None = None
) -> Recorded:  # fmt: skip
    """Append one event and update the state of its card in one transaction; return what was recorded.

    If the clock was set back, the event is dated a millisecond after the card's last one, so that the log keeps the
    order in which things happened; but not after one of another device that is dated far ahead. The id is chosen before
    the transaction: if the connection is lost, the transaction runs again without adding the event twice. `then` runs
    with the new state within the transaction.
    """
    new = _event(store, draft)

    def work(connection: Connection) -> Recorded:
        found = _add_expected(connection, new, draft) or add_event(connection, new, draft.restores)
        if then is not None:
            then(connection, found.after)
        return found

    return write_or_keep(store, [new], work)


def _add_expected(connection: Connection, new: Event, draft: EventDraft) -> Recorded | None:
    """Append a review or an undo to a card whose state is still the one that its session saw.

    Return None, with nothing written, where it is not, or where parameters were fitted: `add_event` reads both. This
    saves a tenth of the time of an answer.
    """
    before, restores = draft.before, draft.restores
    if isinstance(before, ReviewedCard) and not settings_of(new.payload).parameters:
        event = dated(connection, before, new)
        after = step(before, event)
    elif restores and restores.before.first_ms == restores.after.first_ms and _is_last(connection, new):
        before, after = restores.after, restores.before
        event = dated(connection, before, new)
    else:
        return None
    if not _STEP.write(connection, (*state_values(after), event.learner, event.card, *state_values(before))):
        return None
    _INSERT_ROW.write(connection, event_values(event))
    return Recorded(event, before, after)


def add_event(connection: Connection, new: Event, restores: Recorded | None = None) -> Recorded:
    """Append an event unless it is in the log, and update the state of its card; return both as they are stored."""
    learner, card = new.learner, new.card
    before, parameters = _state_now(connection, learner, card) if card else (CardState(), ())
    event = dated(connection, before, new)
    if not execute_count(connection, _ONCE, event_row(event)):
        return Recorded(_known(connection, new), before, before, parameters)
    if not card:
        return Recorded(event, before, before, parameters)
    if event.kind == FORGET and event.time_ms < before.time_ms:
        append(connection, undos_of_later(card_events(connection, learner, card), event))
    if restores and restores.after == before and restores.parameters == parameters and _is_last(connection, event):
        after = restores.before
    else:
        after = _after(connection, before, event, parameters)
    met = before.event and after.first_ms == before.first_ms
    execute(connection, _MOVE if met else UPSERT_STATE, state_row(learner, card, after))
    if after.state is State.NEW and before.state is not State.NEW:
        new_card_cursor.lower(connection, learner, card)
    return Recorded(event, before, after, parameters)


def _known(connection: Connection, new: Event) -> Event:
    """Return the event that an earlier attempt stored before the connection was lost."""
    return event_from(execute(connection, _BY_ID, {"learner": new.learner, "event": new.id})[0])


def _state_now(connection: Connection, learner: str, card: str) -> tuple[CardState, tuple[float, ...]]:
    """Return the state of a card, and the parameters in use for it."""
    *state, is_fitted = execute(connection, _STATE_NOW, {"learner": learner, "card": card})[0]
    return state_from(state), parameters_of(current_parameters(connection, learner), card) if is_fitted else ()


def _is_last(connection: Connection, undo: Event) -> bool:
    """Return whether no event of the card was stored between the one that is undone and the undo.

    Then the card's state is again the one before the undone event, which saves reading and folding all of its events:
    a quarter of the time of an undo. A merge may have stored events with earlier times, so the times do not tell.
    """
    if connection.dialect.name != "sqlite":  # only there is it known in which order rows were stored
        return False
    named = {"learner": undo.learner, "card": undo.card, "undo": undo.id, "undone": undo.undoes}
    return not execute(connection, _STORED_SINCE, named)


def _after(connection: Connection, before: CardState, event: Event, parameters: tuple[float, ...]) -> CardState:
    """Return the state after an event that was just appended: by one step, or by folding all events of the card.

    One step is not enough for an undo, nor for a review that was scheduled with other parameters than those in use,
    as when another terminal changed them after the session began.
    """
    is_next = event.kind != UNDO and event.time_ms >= before.time_ms
    if is_next and (event.kind != REVIEW or settings_of(event.payload).parameters == parameters):
        return step(before, event)
    return fold_history(card_events(connection, event.learner, event.card), parameters)


def current_parameters(connection: Connection, learner: str) -> Presets:
    """Return the learner's parameters in use, read within a transaction."""
    return presets(lambda sql, named: execute(connection, clause(sql), named), learner)


def append(connection: Connection, new: Iterable[Event]) -> None:
    """Insert events into the log."""
    if rows := [event_row(event) for event in new]:
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
