"""Checks the database with the engine and compares the states with the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from quizapp.core.events import CardState
from quizapp.store.database import Store
from quizapp.store.events.event_checks import INVALID
from quizapp.store.events.event_log import state_of
from quizapp.store.events.rebuild import Key, folded
from quizapp.store.schema import states


def integrity(store: Store) -> list[str]:
    """Return what the engine's own checks find wrong; empty if there is nothing."""
    with store.reading() as connection:
        return list(store.dialect.integrity(connection))


def states_that_differ(store: Store) -> int:
    """Return the number of cards whose stored state differs from the fold of their events.

    Raises QuizError (exit code 4) for a history that cannot be read.
    """
    return _compared(store, None).differing


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How the stored states compare with the log: cards whose state differs, and histories that cannot be read."""

    differing: int
    unreadable: Mapping[Key, str]  # (learner, card) -> why


def compared(store: Store) -> Compared:
    """Compare all states with the log, whatever rows they hold: in a class, members wrote them with any client."""
    unreadable: dict[Key, str] = {}
    return _compared(store, unreadable)


def _compared(store: Store, unreadable: dict[Key, str] | None) -> Compared:
    def damaged(key: Key, error: Exception) -> None:
        assert unreadable is not None
        unreadable[key] = str(error)

    with store.reading() as connection:
        known = {(row.learner, row.card): _readable_state(row) for row in connection.execute(select(states))}
        right = dict(folded(connection, on_damage=None if unreadable is None else damaged))
    found = unreadable or {}
    differing = sum(
        known.get(key, CardState()) != right.get(key, CardState())
        for key in known.keys() | right.keys()
        if key not in found
    )
    return Compared(differing=differing, unreadable=found)


def _readable_state(row: Row[Any]) -> CardState | None:
    """Return the state of a row; None, which equals no state, where the row holds none."""
    try:
        return state_of(row)
    except INVALID:
        return None
