"""Adds events that were recorded elsewhere: in another program, or on another device."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from quizapp.core.events import Event
from quizapp.store.batched import batched
from quizapp.store.events import new_card_cursor
from quizapp.store.events.event_checks import fold_history
from quizapp.store.events.event_log import UPSERT_STATE, append, card_events, current_parameters
from quizapp.store.events.log_rows import state_row
from quizapp.store.events.parameters import parameters_of
from quizapp.store.schema import events


def new_events(connection: Connection, learner: str, histories: Iterable[Sequence[Event]]) -> Counter[str]:
    """Return how many events of each kind `add_histories` would add."""
    count: Counter[str] = Counter()
    for batch in batched(histories, 500):
        known = _known_ids(connection, learner, batch)
        count.update(event.kind for past in batch for event in past if event.id not in known)
    return count


def _known_ids(connection: Connection, learner: str, histories: Iterable[Sequence[Event]]) -> set[str]:
    known: set[str] = set()
    for some in batched([event.id for past in histories for event in past], 500):
        query = select(events.c.id).where(events.c.learner == learner, events.c.id.in_(some))
        known.update(connection.execute(query).scalars())
    return known


def add_histories(connection: Connection, learner: str, histories: Iterable[Sequence[Event]]) -> Counter[str]:
    """Add events that were recorded elsewhere, one sequence for each card; return how many are new, by kind.

    Events that are in the log already are skipped: ids of imported events are derived from their content.
    """
    parameters = current_parameters(connection, learner)
    added: Counter[str] = Counter()
    for batch in batched(histories, 500):
        known = _known_ids(connection, learner, batch)
        fresh = [(past[0].card, new) for past in batch if (new := [each for each in past if each.id not in known])]
        if not fresh:
            continue
        mine = events.c.learner == learner, events.c.card.in_([card for card, _ in fresh])
        own = set(connection.execute(select(events.c.card).where(*mine).distinct()).scalars())
        append(connection, [event for _, new in fresh for event in new])
        added.update(event.kind for _, new in fresh for event in new)
        rows = []
        for card, new in fresh:
            past = card_events(connection, learner, card) if card in own else new
            rows.append(state_row(learner, card, fold_history(past, parameters_of(parameters, card))))
        connection.execute(UPSERT_STATE, rows)
        new_card_cursor.reset(connection, learner)
    return added
