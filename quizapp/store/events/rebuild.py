"""Folds the log again: all of it, or what a change of the scheduler's parameters touches."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select

from quizapp.core.events import CardState, Event
from quizapp.core.scheduler import fold
from quizapp.gc_pause import paused_collector
from quizapp.store.database import Store
from quizapp.store.events import new_card_cursor
from quizapp.store.events.event_log import append, insert_many, standing, state_of, state_row
from quizapp.store.events.parameters import Presets, parameters_of
from quizapp.store.schema import events, states

Key = tuple[str, str]  # learner, card
_BATCH = 10_000  # rows read at a time: a million events never stand in memory together
_COLUMNS = [
    events.c[name] for name in ("learner", "card", "id", "device", "time_ms", "day", "kind", "undoes", "payload")
]


def _log(learner: str | None) -> "Select[Any]":
    query = select(*_COLUMNS).where(events.c.card != "").order_by(events.c.learner, events.c.card)
    return query if learner is None else query.where(events.c.learner == learner)


def _events(connection: Connection, learner: str | None) -> Iterator[Event]:
    for row in connection.execute(_log(learner).execution_options(yield_per=_BATCH)):
        of, card, name, device, time_ms, day, kind, undoes, payload = row
        yield Event(
            id=name, device=device, time_ms=time_ms, learner=of, card=card, kind=kind,
            payload=json.loads(payload), day=day, undoes=undoes,
        )  # fmt: skip


def folded(connection: Connection, learner: str | None = None) -> Iterator[tuple[Key, CardState]]:
    """Yield the state of every card that has events, of one learner or of all, each under the parameters that stand."""
    known: dict[str, Presets] = {}
    for (of, card), group in groupby(_events(connection, learner), key=lambda event: (event.learner, event.card)):
        if of not in known:
            known[of] = standing(connection, of)
        yield (of, card), fold(group, parameters_of(known[of], card))


def refold(connection: Connection, learner: str | None = None) -> int:
    """Drop the states of one learner or of all and fold the log again, within a transaction; return how many cards."""
    with paused_collector():
        rows = [state_row(*key, state) for key, state in folded(connection, learner)]
        connection.execute(delete(states) if learner is None else delete(states).where(states.c.learner == learner))
        if rows:
            insert_many(connection, insert(states), rows)
        new_card_cursor.reset(connection, learner)
    return len(rows)


def rebuild(store: Store) -> tuple[int, int]:
    """Drop the states of every learner and fold the log again; return (cards, cards that differed)."""
    with store.transaction() as connection:
        before = {(row.learner, row.card): state_of(row) for row in connection.execute(select(states))}
        count = refold(connection)
        after = connection.execute(select(states))
        return count, sum(before.get((row.learner, row.card)) != state_of(row) for row in after)


def record_and_refold(store: Store, new: Iterable[Event]) -> int:
    """Append events that change the learner's parameters and restate their cards, in one transaction; return how many.

    The log keeps what was due when; stability and difficulty become what they would be under the new parameters.
    """
    with store.transaction() as connection:
        append(connection, new)
        return refold(connection, store.learner)
