"""The states of cards and the views of one card."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from quizapp.core.events import FORGET, REVIEW, SUSPEND, UNDO, Event
from quizapp.core.scope import Scope
from quizapp.store.database import Store, open_store
from quizapp.store.events.card_states import CardStatus, NewCards, asked_by, card_statuses, history_of, new_by_deck
from quizapp.store.events.event_log import EventDraft, append, card_state, record
from quizapp.store.ids import id_of
from quizapp.store.schema import tallies
from tests.store.devices import START
from tests.store.installed_rows import put_card, put_deck

pytestmark = pytest.mark.file
DAY = "2026-03-02"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open a database of `me` with two decks, a removed one and a retired card."""
    made = open_store(tmp_path / "q.db", "me")
    for deck, removed in (("d", 0), ("e", 0), ("gone", 1)):
        put_deck(made, deck, removed=removed)
    for place, (card, tags, retired) in enumerate(
        (("d/c/a", ("x", "long"), 0), ("d/c/b", (), 0), ("d/k/a", ("xy",), 0), ("e/c/a", ("x",), 0),
         ("d/c/old", ("x",), 1), ("gone/c/a", ("x",), 0))
    ):  # fmt: skip
        put_card(made, card, place, tags=tags, retired=retired, section=f"s{place}")
    yield made
    made.close()


def answered(store: Store, card: str, rating: str, at: int) -> str:
    """Record a review; return its id."""
    return record(store, EventDraft(REVIEW, card, {"rating": rating}, now_ms=START + at, day=DAY))[0].id


def test_card_status_comes_from_its_state(store: Store) -> None:
    """A card that was never answered is New; answers of another learner do not count."""
    for rating, at in (("good", 0), ("good", 10**8), ("again", 10**9)):
        answered(store, "d/c/a", rating, at)
    record(store, EventDraft(SUSPEND, "d/k/a", {}, now_ms=START, day=DAY))
    other = open_store(store.path, "other")
    answered(other, "d/c/b", "easy", 0)
    other.close()
    found = {each.card: each for each in card_statuses(store, Scope())}
    assert found.keys() == {"d/c/a", "d/c/b", "d/k/a", "e/c/a"}
    state = card_state(store, "d/c/a")
    assert found["d/c/a"] == CardStatus(
        "d/c/a", "d", "c", "s0", str(state.state), state.stability, state.difficulty, state.due_ms, START + 10**9, 3,
        state.lapses, False,
    )  # fmt: skip
    assert state.lapses == 1
    assert found["d/c/b"] == ("d/c/b", "d", "c", "s1", "new", None, None, None, None, 0, 0, False)
    assert found["d/k/a"].suspended


@pytest.mark.parametrize(
    ("scope", "cards"),
    [
        (Scope(deck="d"), {"d/c/a", "d/c/b", "d/k/a"}),
        (Scope(deck="d", concept="c"), {"d/c/a", "d/c/b"}),
        (Scope(tag="x"), {"d/c/a", "e/c/a"}),
        (Scope(deck="d", tag="x"), {"d/c/a"}),
        (Scope(deck="gone"), set()),
    ],
)
def test_scope_filters_card_statuses(store: Store, scope: Scope, cards: set[str]) -> None:
    """By deck, by concept and by a complete tag."""
    found = card_statuses(store, scope)
    assert {each.card for each in found} == cards
    assert all(len(each) == 12 for each in found)


def test_history_of_a_card_is_its_ratings(store: Store) -> None:
    """In the order of the log, without undone reviews and without other learners'."""
    for at, rating in enumerate(("again", "hard", "good", "easy")):
        last = answered(store, "d/c/a", rating, at)
    answered(store, "d/c/b", "again", 0)
    record(store, EventDraft(FORGET, "d/c/a", {}, now_ms=START + 9, day=DAY))
    other = open_store(store.path, "other")
    answered(other, "d/c/a", "again", 0)
    other.close()
    assert history_of(store, "d/c/a") == "1 2 3 4"
    record(store, EventDraft(UNDO, "d/c/a", {}, now_ms=START + 10, day=DAY, undoes=last))
    assert history_of(store, "d/c/a") == "1 2 3"
    assert history_of(store, "d/c/none") == ""


def test_history_is_in_the_order_of_the_log(store: Store) -> None:
    """By time, then by id: two devices whose clocks differ show the same."""
    ids = [id_of(START + number, bytes(10)) for number in range(4)]
    said = ((ids[2], 5, "easy"), (ids[3], 1, "again"), (ids[1], 3, "good"), (ids[0], 3, "hard"))
    with store.transaction() as connection:
        append(connection, [
            Event(id=name, device="aaaa", time_ms=START + at, learner="me", card="d/c/b", kind=REVIEW, day=DAY,
                  payload={"rating": rating})
            for name, at, rating in said
        ])  # fmt: skip
    assert history_of(store, "d/c/b") == "1 2 3 4"


def test_asked_by_returns_the_first_line_of_the_question(store: Store) -> None:
    """A cloze has a text instead; an unknown card gives nothing."""
    for name, body in (
        ("one", {"ask": "  What is it?\nThink.\n\nTwice."}),
        ("two", {"kind": "cloze", "text": "It {{is}}.\nMore", "ask": "not this"}),
        ("three", {"kind": "recall"}),
    ):
        put_card(store, f"d/c/{name}", body=json.dumps(body))
    asked = [asked_by(store, f"d/c/{name}") for name in ("one", "two", "three", "none")]
    assert asked == ["What is it?", "It {{is}}.", "", ""]


def test_new_cards_are_counted_by_deck_since_a_day(store: Store) -> None:
    """The learner's own, over all hours and ratings."""
    rows = [
        ("me", "2026-03-01", "d", "new", 9, 7), ("me", "2026-03-02", "d", "new", 9, 2),
        ("me", "2026-03-03", "d", "new", 10, 3), ("me", "2026-03-02", "d", "review", 9, 50),
        ("me", "2026-03-02", "e", "new", 9, 1), ("other", "2026-03-02", "d", "new", 9, 20),
    ]  # fmt: skip
    with store.transaction() as connection:
        for learner, day, deck, state, hour, count in rows:
            row = {"learner": learner, "day": day, "deck": deck, "state": state, "hour": hour, "reviews": count}
            connection.execute(insert(tallies), row | {"rating": "good", "mature": 0, "seconds": 1.0})
    assert new_by_deck(store, "2026-03-02") == {"d": NewCards(5, "2026-03-01"), "e": NewCards(1, "2026-03-02")}
