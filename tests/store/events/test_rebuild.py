"""Rebuilding states: whose, under which parameters, and how many differed."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.core import fsrs
from quizapp.core.events import OPTIMIZE, PROOF, REVIEW, Event
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import EventDraft, all_states, record
from quizapp.store.events.rebuild import folded, rebuild, record_and_refold, refold
from quizapp.store.ids import new_id
from quizapp.store.maintenance.integrity import states_that_differ
from quizapp.store.schema import states
from tests.store.devices import START, bits, optimised

pytestmark = pytest.mark.file


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open a database of `me` with three cards and of `other` with two, each with their own parameters."""
    made = open_store(tmp_path / "q.db", "me")
    with closing(open_store(made.path, "other")) as other:
        for each, factor, cards in ((made, 1.5, "abc"), (other, 2.5, "ab")):
            optimised(each, "", factor, START)
            optimised(each, "e", 3.5, START)
            for number, card in enumerate(cards):
                deck = "e" if card == "b" else "d"
                for rating in ("again", "good"):
                    at = START + 1000 * number
                    record(
                        each, EventDraft(REVIEW, f"{deck}/c/{card}", {"rating": rating}, now_ms=at, day="2026-03-02")
                    )
            record(each, EventDraft(PROOF, "", {}, now_ms=START, day="2026-03-02"))
    yield made
    made.close()


def execute(store: Store, statement: str) -> None:
    """Run a statement on the database."""
    with store.transaction() as connection:
        connection.exec_driver_sql(statement)


def test_rebuild_gives_the_same_bits(store: Store) -> None:
    """For all learners, each under their own parameters; wrong states are counted."""
    whole = bits(store)
    assert rebuild(store) == (5, 0)
    execute(store, "UPDATE states SET lapses = 9 WHERE card = 'd/c/a'")
    execute(store, "DELETE FROM states WHERE card = 'd/c/c'")
    columns = ", ".join(each.name for each in states.columns if each.name not in ("learner", "card"))
    execute(store, f"INSERT INTO states SELECT learner, 'd/c/none', {columns} FROM states LIMIT 1")
    assert states_that_differ(store) == 4
    assert rebuild(store) == (5, 3)
    assert bits(store) == whole
    assert states_that_differ(store) == 0


def test_refold_of_one_learner_leaves_others_alone(store: Store) -> None:
    """Right or wrong."""
    whole = bits(store)
    execute(store, "UPDATE states SET lapses = 9")
    with store.transaction() as connection:
        assert [key for key, _ in folded(connection, "me")] == [("me", "d/c/a"), ("me", "d/c/c"), ("me", "e/c/b")]
        assert dict(folded(connection))["me", "d/c/a"] == dict(folded(connection, "me"))["me", "d/c/a"]
        assert refold(connection, "me") == 3
    assert all(state.lapses == 0 for state in all_states(store).values())
    assert states_that_differ(store) == 2
    with store.transaction() as connection:
        assert refold(connection, "nobody") == 0
        assert refold(connection) == 5
    assert bits(store) == whole


def test_new_parameters_refold_the_learner_s_cards(store: Store) -> None:
    """The number of cards is returned; another learner's states do not change."""
    before = {row[:2]: row[4] for row in bits(store)[1]}  # type: ignore[index]
    said = {"run": "r", "deck": "", "parameters": [9.0, *fsrs.DEFAULTS[1:]]}
    event = Event(id=new_id(), device="aaaa", time_ms=START + 1, learner="me", card="", kind=OPTIMIZE, payload=said)
    assert record_and_refold(store, [event]) == 3
    after = {row[:2]: row[4] for row in bits(store)[1]}  # type: ignore[index]
    assert {key for key in after if after[key] != before[key]} == {("me", "d/c/a"), ("me", "d/c/c")}
    assert states_that_differ(store) == 0
