"""Checks the database with the engine and compares the states with the log."""

from sqlalchemy import select

from quizapp.core.events import CardState
from quizapp.store.database import Store
from quizapp.store.events.event_log import state_of
from quizapp.store.events.rebuild import folded
from quizapp.store.schema import states


def integrity(store: Store) -> list[str]:
    """Return what the engine's own checks find wrong; empty if there is nothing."""
    with store.reading() as connection:
        return list(store.dialect.integrity(connection))


def states_that_differ(store: Store) -> int:
    """Return the number of cards whose stored state differs from the fold of their events."""
    with store.reading() as connection:
        known = {(row.learner, row.card): state_of(row) for row in connection.execute(select(states))}
        right = dict(folded(connection))
    return sum(known.get(key, CardState()) != right.get(key, CardState()) for key in known.keys() | right.keys())
