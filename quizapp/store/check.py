"""What doctor looks at."""

from itertools import groupby

from sqlalchemy import select

from quizapp.core.events import CardState
from quizapp.core.scheduler import fold
from quizapp.store.database import Store
from quizapp.store.log import event_of, state_of
from quizapp.store.schema import events, states


def integrity(store: Store) -> list[str]:
    """Return what SQLite's own checks find wrong; empty where all is well."""
    with store.reading() as connection:
        found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
        found += [str(tuple(row)) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    return [line for line in found if line != "ok"]


def states_that_differ(store: Store) -> int:
    """Return how many cards' states are not the fold of their events."""
    query = select(events).where(events.c.card != "").order_by(events.c.learner, events.c.card)
    with store.reading() as connection:
        known = {(row.learner, row.card): state_of(row) for row in connection.execute(select(states))}
        log = [event_of(row) for row in connection.execute(query)]
    folded = {key: fold(group) for key, group in groupby(log, key=lambda event: (event.learner, event.card))}
    return sum(known.get(key, CardState()) != folded.get(key, CardState()) for key in known.keys() | folded.keys())
