"""Small facts by key, and the erased events."""

import pytest

from quizapp.store.database import Store
from quizapp.store.metadata import delete_facts, erased_of, hidden, mark_erased, read_facts, write_facts

pytestmark = pytest.mark.file


def test_facts_are_stored_by_prefix_and_key(store: Store) -> None:
    """The last value counts; a prefix does not match others that begin with it."""
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


def test_erased_events_are_known_per_learner(store: Store) -> None:
    """By a digest that is the same in every version, else erased events would come back."""
    with store.transaction() as connection:
        assert erased_of(connection, "me", ["one"]) == set()
        mark_erased(connection, "me", ["one", "two"])
        assert erased_of(connection, "me", iter(["one", "three", "two"])) == {"one", "two"}
        assert erased_of(connection, "other", ["one"]) == set()
        assert read_facts(connection, "erased:").keys() == {hidden("me", "one"), hidden("me", "two")}
    assert len(hidden("me", "one")) == 32
    assert hidden("\ud800", "one") != hidden("me", "one")
