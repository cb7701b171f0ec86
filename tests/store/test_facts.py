"""Small questions to the store: consents, what is learnt and unseen, what was assigned, a look without SQLAlchemy."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest

from quizapp.core.events import FORGET, REVIEW, SUSPEND
from quizapp.core.model import NO_SECTIONS
from quizapp.store.classroom.assignments import Assigned, assigned
from quizapp.store.database import Store, open_store
from quizapp.store.decks.deck_lookup import comes_from, teaches
from quizapp.store.events.consents import answer_to, remember
from quizapp.store.events.event_log import EventDraft, card_state, record
from quizapp.store.events.simulation_input import learnt, unseen
from quizapp.store.location import parse_server
from quizapp.store.read_only import open_read_only, query_of
from tests.store.devices import START
from tests.store.shelf import put_card, put_concept, put_deck

pytestmark = pytest.mark.file


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A database of `me`."""
    made = open_store(tmp_path / "q 50%?#.db", "me")
    yield made
    made.close()


def happened(store: Store, kind: str, card: str, at: int = 0) -> None:
    """Record an event of a card."""
    payload = {"rating": "good"} if kind == REVIEW else {}
    record(store, EventDraft(kind, card, payload, now_ms=START + at, day="2026-03-02"))


def test_a_consent_is_the_learner_s_last_word_on_that_code(store: Store) -> None:
    """And says what it was about and when."""
    with closing(open_store(store.path, "other")) as other:
        assert answer_to(store, "f") is None
        remember(store, "f", "a run", "agreed", now_ms=START)
        remember(store, "g", "another", "refused", now_ms=START)
        assert (answer_to(store, "f"), answer_to(store, "g"), answer_to(other, "f")) == ("agreed", "refused", None)
        remember(store, "f", "the run", "refused", now_ms=START + 1)
        remember(other, "f", "the run", "agreed", now_ms=START + 2)
        assert (answer_to(store, "f"), answer_to(other, "f")) == ("refused", "agreed")
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM consents ORDER BY 1, 2").all()
    assert [tuple(row) for row in rows] == [
        ("me", "f", "the run", "refused", START + 1),
        ("me", "g", "another", "refused", START),
        ("other", "f", "the run", "agreed", START + 2),
    ]


def test_what_is_learnt_and_what_is_unseen(store: Store) -> None:
    """Cards in use alone; forgotten on purpose is unseen again, suspended is neither."""
    for place, name in enumerate("abcdefg"):
        put_card(store, f"d/c/{name}", place, retired=int(name == "g"))
    for name in "bacdg":
        happened(store, REVIEW, f"d/c/{name}")
    happened(store, SUSPEND, "d/c/c", 1)
    happened(store, FORGET, "d/c/d", 1)
    happened(store, SUSPEND, "d/c/e", 1)
    happened(store, REVIEW, "x/c/gone")
    with closing(open_store(store.path, "other")) as other:
        happened(other, REVIEW, "d/c/f")
        assert unseen(other.query, "other") == 5
    state = card_state(store, "d/c/a")
    assert learnt(store.query, "me") == [
        (f"d/c/{name}", state.stability, state.difficulty, state.last_ms, state.due_ms) for name in "ab"
    ]
    assert unseen(store.query, "me") == 2


def test_what_was_assigned_is_told_until_it_was_met(store: Store) -> None:
    """The most urgent first, with how many cards are left."""
    for deck in "dez":
        put_deck(store, deck)
        for place, name in enumerate("abc"):
            put_card(store, f"{deck}/c/{name}", place, retired=int(name == "c"))
    with store.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE assignments (deck TEXT, due TEXT)")  # a class has it
        connection.exec_driver_sql("INSERT INTO assignments VALUES ('d', '2026-04-02'), ('e', '2026-04-01')")
    happened(store, REVIEW, "d/c/a")
    happened(store, SUSPEND, "d/c/b")
    assert assigned(store.query, "me") == [
        Assigned(deck="e", title="E", due="2026-04-01", cards=2, left=2),
        Assigned(deck="d", title="D", due="2026-04-02", cards=2, left=1),
    ]
    happened(store, REVIEW, "e/c/a")
    happened(store, REVIEW, "e/c/b")
    assert [each.deck for each in assigned(store.query, "me")] == ["d"]
    assert [each.left for each in assigned(store.query, "other")] == [2, 2]


def test_where_a_deck_comes_from_and_whether_it_teaches(store: Store) -> None:
    """A deck of lists alone has no sections to read; what is retired does not count."""
    put_deck(store, "d", source="/here")
    assert (comes_from(store, "d", "/here"), comes_from(store, "d", "/there")) == (True, False)
    assert comes_from(store, "none", "/there")
    empty = asdict(NO_SECTIONS)
    put_concept(store, "d", "list", body=json.dumps({"sections": empty}))
    put_concept(store, "d", "old", body=json.dumps({"sections": empty | {"what": "It is."}}), retired=1)
    put_concept(store, "e", "c", body=json.dumps({"sections": empty | {"what": "It is."}}))
    assert (teaches(store, "d"), teaches(store, "e"), teaches(store, "none")) == (False, True, False)


def test_a_look_reads_and_makes_nothing(store: Store, tmp_path: Path) -> None:
    """A path may have the signs of a URL; where there is no file, or it is on a server, there is nothing to see."""
    happened(store, REVIEW, "d/c/a")
    connection = open_read_only(store.path)
    assert connection is not None
    with closing(connection):
        assert query_of(connection, "SELECT card FROM events WHERE learner = :who", {"who": "me"}) == [("d/c/a",)]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM states")
    assert open_read_only(tmp_path / "none.db") is None
    assert not (tmp_path / "none.db").exists()
    assert open_read_only(tmp_path) is None
    assert open_read_only(parse_server("postgresql://me@db/class")) is None
