"""Folds the log again: all of it, or one learner's after a change of parameters."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select

from quizapp.core.events import CardState, Event
from quizapp.errors import QuizError
from quizapp.gc_pause import paused_collector
from quizapp.store.database import Store
from quizapp.store.engines import dialect_of_connection
from quizapp.store.events import new_card_cursor
from quizapp.store.events.event_checks import INVALID, fold_history, payload_of
from quizapp.store.events.event_log import append, current_parameters, state_of
from quizapp.store.events.log_rows import state_row
from quizapp.store.events.parameters import Presets, parameters_of
from quizapp.store.insert_rows import insert_many
from quizapp.store.location import Server
from quizapp.store.schema import events, states

Key = tuple[str, str]  # learner, card
_BATCH = 10_000  # rows read at a time: a long log is never in memory as a whole
_COLUMNS = [
    events.c[name] for name in ("learner", "card", "id", "device", "time_ms", "day", "kind", "undoes", "payload")
]


def _log(learner: str | None) -> "Select[Any]":
    query = select(*_COLUMNS).where(events.c.card != "").order_by(events.c.learner, events.c.card)
    return query if learner is None else query.where(events.c.learner == learner)


def _histories(connection: Connection, learner: str | None) -> Iterator[tuple[Key, Iterable[Row[Any]]]]:
    """Yield the rows of each card, read in batches; those of one card must be used before the next."""
    rows = connection.execute(_log(learner).execution_options(yield_per=_BATCH))
    return groupby(rows, key=lambda row: (row[0], row[1]))


def _event(row: Sequence[Any]) -> Event:
    of, card, name, device, time_ms, day, kind, undoes, payload = row
    return Event(
        id=name, device=device, time_ms=time_ms, learner=of, card=card, kind=kind,
        payload=payload_of(payload, name, card), day=day, undoes=undoes,
    )  # fmt: skip


def folded(
    connection: Connection, learner: str | None = None, on_damage: Callable[[Key, Exception], None] | None = None
) -> Iterator[tuple[Key, CardState]]:
    """Yield the state of every card that has events, of one learner or of all, with the parameters in use.

    A history that cannot be read raises QuizError; with `on_damage` it is passed there and left out.
    """
    known: dict[str, Presets] = {}
    for key, rows in _histories(connection, learner):
        try:
            if key[0] not in known:
                known[key[0]] = current_parameters(connection, key[0])
            state = fold_history([_event(row) for row in rows], parameters_of(known[key[0]], key[1]))
        except (QuizError, *INVALID) as error:
            if on_damage is None:
                raise
            on_damage(key, error)
            continue
        yield key, state


def refold(connection: Connection, learner: str | None = None) -> int:
    """Fold the log of one learner or of all again, within a transaction; return the number of cards."""
    with paused_collector():
        rows = [state_row(*key, state) for key, state in folded(connection, learner)]
        if learner is None:
            connection.execute(delete(states))
        else:
            dialect_of_connection(connection).delete_derived(connection, learner, "states")
        if rows:
            insert_many(connection, insert(states), rows)
        new_card_cursor.reset(connection, learner)
    return len(rows)


def rebuild(store: Store) -> tuple[int, int]:
    """Fold the log of every learner again; return (cards, cards whose state was different).

    On a server it is that of the connected learner: nobody sees or deletes the states of others.
    """
    learner = store.learner if isinstance(store.place, Server) else None
    with store.transaction() as connection:
        before = {(row.learner, row.card): state_of(row) for row in connection.execute(select(states))}
        count = refold(connection, learner)
        after = connection.execute(select(states))
        return count, sum(before.get((row.learner, row.card)) != state_of(row) for row in after)


def record_and_refold(store: Store, new: Iterable[Event]) -> int:
    """Append events that change the learner's parameters and fold the log again; return the number of cards.

    Both in one transaction. Due dates stay; stability and difficulty become those of the new parameters.
    """
    with store.transaction() as connection:
        append(connection, new)
        return refold(connection, store.learner)
