"""Small facts by key, and whose search for new cards begins where."""

import pytest

from quizapp.core.events import FORGET, REVIEW, SUSPEND
from quizapp.store.database import Store, open_store
from quizapp.store.events import new_card_cursor
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.events.rebuild import refold
from quizapp.store.metadata import delete_facts, erased_of, hidden, mark_erased, read_facts, write_facts
from tests.store.devices import START
from tests.store.shelf import put_card

pytestmark = pytest.mark.file


def test_facts_are_kept_by_prefix_and_key(store: Store) -> None:
    """The later word counts; a prefix is not another that begins like it."""
    with store.transaction() as connection:
        write_facts(connection, "a:", {"x": 1, "y": "two", "": None})
        write_facts(connection, "b:", {"x": 3})
        write_facts(connection, "a:", {"x": 4, "\U0010fffe": 5})
        write_facts(connection, "a:", {})
        write_facts(connection, "A:", {"x": 6})
        assert read_facts(connection, "a:") == {"x": "4", "y": "two", "": "None", "\U0010fffe": "5"}
        delete_facts(connection, "a:")
        assert (read_facts(connection, "a:"), read_facts(connection, "b:")) == ({}, {"x": "3"})
        assert read_facts(connection, "A:") == {"x": "6"}
        assert read_facts(connection, "device").keys() == {""}


def test_what_was_erased_is_known_of_its_learner_alone(store: Store) -> None:
    """By a digest that is the same in every version, else what was erased would come back."""
    with store.transaction() as connection:
        assert erased_of(connection, "me", ["one"]) == set()
        mark_erased(connection, "me", ["one", "two"])
        assert erased_of(connection, "me", iter(["one", "three", "two"])) == {"one", "two"}
        assert erased_of(connection, "other", ["one"]) == set()
        assert read_facts(connection, "erased:").keys() == {hidden("me", "one"), hidden("me", "two")}
    assert len(hidden("me", "one")) == 32
    assert hidden("\ud800", "one") != hidden("me", "one")


def happened(store: Store, kind: str, card: str, at: int = 0) -> None:
    """Record an event of a card."""
    payload = {"rating": "good"} if kind == REVIEW else {}
    record(store, EventDraft(kind, card, payload, now_ms=START + at, day="2026-03-02"))


def places(store: Store) -> dict[str, int]:
    """Where the search for new cards begins, by learner."""
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT learner, place FROM frontiers").all()
        return {row[0]: row[1] for row in rows}


def advanced(store: Store) -> int | None:
    """Where it begins for this learner, once it was moved."""
    with store.transaction() as connection:
        new_card_cursor.advance(connection, store.learner)
    return places(store).get(store.learner)


def test_each_learner_has_a_frontier(store: Store) -> None:
    """It moves by their answers, goes back to what they forget, and is dropped with their states."""
    other = open_store(store.path, "other")
    for place, name in enumerate("abcd", 5):
        put_card(store, f"d/c/{name}", place, retired=int(name == "c"))
    assert advanced(store) == 5
    for name in "abd":
        happened(store, REVIEW, f"d/c/{name}")
        happened(other, REVIEW, f"d/c/{name}")
    assert (advanced(store), advanced(other)) == (new_card_cursor.BEYOND, new_card_cursor.BEYOND)
    happened(store, FORGET, "d/c/d", 9)
    assert places(store) == {"me": 8, "other": new_card_cursor.BEYOND}
    happened(store, FORGET, "d/c/b", 9)
    assert places(store)["me"] == 6
    happened(store, FORGET, "d/c/a", 9)
    happened(store, FORGET, "d/c/d", 10)
    assert (places(store)["me"], advanced(store)) == (5, 5)
    with store.transaction() as connection:
        refold(connection, "me")
    assert places(store) == {"other": new_card_cursor.BEYOND}
    advanced(store)
    with store.transaction() as connection:
        new_card_cursor.reset(connection)
    assert places(store) == {}
    other.close()


def test_what_is_suspended_before_it_was_met_is_new(store: Store) -> None:
    """It has a state, and is new all the same: the search begins at it."""
    for place, name in enumerate("ab", 5):
        put_card(store, f"d/c/{name}", place)
    happened(store, SUSPEND, "d/c/a")
    assert advanced(store) == 5
    happened(store, REVIEW, "d/c/a", 1)
    assert advanced(store) == 6


def test_a_frontier_holds_for_one_state_of_the_decks(store: Store) -> None:
    """Where cards changed, the search begins from the start, once; where nothing changed, from where it was."""
    for place, name in enumerate("ab", 5):
        put_card(store, f"d/c/{name}", place)
    happened(store, REVIEW, "d/c/a")
    assert advanced(store) == 6
    put_card(store, "d/c/first", 1)
    assert advanced(store) == 6
    with store.transaction() as connection:
        new_card_cursor.cards_changed(connection)
        first = read_facts(connection, "shelf")[""]
        new_card_cursor.cards_changed(connection)
        assert read_facts(connection, "shelf")[""] != first
    assert advanced(store) == 1
