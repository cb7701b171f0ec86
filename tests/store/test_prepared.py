"""Statements that run through the driver: values by position, on either engine."""

import pytest
from sqlalchemy import bindparam, update

from quizapp.core.events import REVIEW
from quizapp.store.database import Store
from quizapp.store.events.event_log import EventDraft, card_state, record
from quizapp.store.prepared import RowStatement
from quizapp.store.schema import states
from tests.store.devices import START

# In another order than the statement's, and with one value that it needs twice.
_MOVED = RowStatement(
    update(states)
    .where(states.c.card == bindparam("of"), states.c.learner == bindparam("by"), states.c.reviews < bindparam("due"))
    .values(due_ms=bindparam("due"), lapses=bindparam("fell")),
    ("by", "of", "fell", "due"),
)


def test_row_statement_takes_its_values_in_the_order_of_its_names(store: Store) -> None:
    """It returns how many rows it wrote."""
    for card in ("d/c/a", "d/c/b"):
        record(store, EventDraft(REVIEW, card, {"rating": "good"}, now_ms=START, day="2026-03-02"))
    assert store.write(lambda connection: _MOVED.write(connection, (store.learner, "d/c/a", 7, START))) == 1
    assert store.write(lambda connection: _MOVED.write(connection, (store.learner, "d/c/none", 7, START))) == 0
    found = card_state(store, "d/c/a")
    assert (found.due_ms, found.lapses) == (START, 7)
    assert card_state(store, "d/c/b").lapses == 0


def test_row_statement_refuses_another_number_of_values(store: Store) -> None:
    """A value too few would otherwise be taken for another column."""
    with pytest.raises((ValueError, IndexError)):
        store.write(lambda connection: _MOVED.write(connection, (store.learner, "d/c/a", 7)))
