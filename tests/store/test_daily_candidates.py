"""The candidates of today's plan: what each statement selects and leaves out."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from quizapp.core.daily_plan import Candidate, ConceptFacts
from quizapp.core.events import REVIEW, STATE_IMPORTED, CardState, Event
from quizapp.core.model import State
from quizapp.core.scope import Moment, Scope
from quizapp.store import queries
from quizapp.store.daily_candidates import FRESH_PER_NEW, candidates
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import append
from quizapp.store.events.log_rows import state_row
from quizapp.store.ids import new_id
from quizapp.store.schema import states
from tests.store.installed_rows import put_card, put_concept, put_deck

pytestmark = pytest.mark.file
NOW, DAY = 10**12, 86_400_000
MOMENT = Moment(learner="me", now=NOW, day="2026-03-02", day_start=NOW - 1000, day_end=NOW + 1000)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open a database of `me` with the decks d and e."""
    made = open_store(tmp_path / "q.db", "me")
    for deck in "de":
        put_deck(made, deck)
    yield made
    made.close()


def put_met_card(
    store: Store, card: str, place: int = 0, learner: str = "me", retired: int = 0, **state: object
) -> None:
    """Insert a card with a state, and the event of its last review or, where `reviews` is 0, of its import."""
    if learner == "me":
        put_card(store, card, place, retired=retired)
    usual = {"state": State.REVIEW, "stability": 10.0, "difficulty": 5.0, "due_ms": NOW, "first_ms": NOW - 9 * DAY,
             "last_ms": NOW - 5 * DAY, "reviews": 3}  # fmt: skip
    found = CardState(**usual | state)  # type: ignore[arg-type]
    last = Event(
        id=new_id(), device="d", time_ms=found.last_ms or 0, learner=learner, card=card, payload={},
        kind=REVIEW if found.reviews else STATE_IMPORTED,
        day=MOMENT.day if (found.last_ms or 0) >= MOMENT.day_start else "2026-03-01",
    )  # fmt: skip
    with store.transaction() as connection:
        connection.execute(insert(states), state_row(learner, card, found))
        append(connection, [last])


def names(found: object) -> list[str]:
    """Return the names of cards, without deck and concept."""
    return [card.card.split("/")[2] for card in found]  # type: ignore[attr-defined]


def test_due_cards_are_ordered_by_risk(store: Store) -> None:
    """Time since the last review over stability; due until the end of the day, without hidden cards."""
    put_met_card(store, "d/c/safe", stability=100.0)
    put_met_card(store, "d/c/risky", stability=1.0, due_ms=MOMENT.day_end - 1)
    put_met_card(store, "d/c/same", stability=10.0)
    put_met_card(store, "d/c/as", stability=10.0)
    put_met_card(store, "d/c/tomorrow", due_ms=MOMENT.day_end)
    put_met_card(store, "d/c/suspended", suspended=True)
    put_met_card(store, "d/c/buried", buried_day=MOMENT.day)
    put_met_card(store, "d/c/before", stability=9.0, buried_day="2026-03-01")
    put_met_card(store, "d/c/retired", retired=1)
    put_met_card(store, "d/c/learnt", state=State.LEARNING, due_ms=NOW + 2)
    put_met_card(store, "d/c/again", state=State.RELEARNING, due_ms=NOW + 1)
    put_met_card(store, "d/c/later", state=State.LEARNING, due_ms=MOMENT.day_end)
    put_met_card(store, "d/c/safe", learner="other", stability=0.1)
    found = candidates(store.query, MOMENT, Scope(), 5)
    assert names(found.due) == ["risky", "before", "as", "same", "safe"]
    assert found.due[0] == Candidate("d/c/risky", "d", "c", "risky", MOMENT.day_end - 1, 3)
    assert names(found.learning) == ["again", "learnt"]
    assert found.learning[0] == Candidate("d/c/again", "d", "c", "again", NOW + 1, 3)
    assert found.fresh == []


def test_new_cards_are_in_deck_order(store: Store) -> None:
    """Several for each one that is wanted; a forgotten card is new again."""
    for place in range(2 * FRESH_PER_NEW):
        put_card(store, f"e/c/{place:03}", 10 + place)
    put_card(store, "d/c/first", 1)
    put_card(store, "d/c/retired", 2, retired=1)
    put_met_card(store, "d/c/put_met_card", 3)
    put_met_card(store, "d/c/forgotten", 4, state=State.NEW, due_ms=None, reviews=0)
    put_met_card(store, "d/c/hidden", 5, state=State.NEW, suspended=True)
    found = candidates(store.query, MOMENT, Scope(), 1).fresh
    assert names(found)[:3] == ["first", "forgotten", "000"]
    assert found[0] == Candidate("d/c/first", "d", "c", "first", 0, 0)
    assert len(found) == FRESH_PER_NEW
    assert len(candidates(store.query, MOMENT, Scope(), 2).fresh) == 2 * FRESH_PER_NEW
    assert candidates(store.query, MOMENT, Scope(), 0).fresh == []
    assert candidates(store.query, MOMENT, Scope(), -1).fresh == []


@pytest.mark.parametrize(
    ("scope", "cards"),
    [
        (Scope(deck="d"), "abc"),
        (Scope(deck="d", concept="c"), "ab"),
        (Scope(concept="c"), "abe"),
        (Scope(tag="x"), "ae"),
        (Scope(kind="choice"), "b"),
    ],
)
def test_scope_filters_candidates(store: Store, scope: Scope, cards: str) -> None:
    """By deck, concept, complete tag and kind of question."""
    put_card(store, "d/c/a", 1, tags=("x", "y"))
    put_card(store, "d/c/b", 2, tags=("xy",), kind="choice")
    put_card(store, "d/k/c", 3)
    put_card(store, "e/c/e", 4, tags=("x",))
    assert names(candidates(store.query, MOMENT, scope, 5).fresh) == list(cards)


def test_new_cards_and_reviews_of_today_are_counted(store: Store) -> None:
    """Separately, from the first millisecond of the day; siblings of today's cards are returned."""
    start = MOMENT.day_start
    put_met_card(store, "d/c/new", first_ms=start, last_ms=start)
    put_met_card(store, "d/c/old", first_ms=start - 1, last_ms=start)
    put_met_card(store, "d/k/old", first_ms=start - 1, last_ms=start + 5)
    put_met_card(store, "d/m/imported", first_ms=start - 1, last_ms=start, reviews=0)
    put_met_card(store, "d/c/yesterday", first_ms=start - 1, last_ms=start - 1)
    put_met_card(store, "d/c/yesterday", learner="other", first_ms=start, last_ms=start)
    found = candidates(store.query, MOMENT, Scope(deck="e"), 5)
    assert (found.new_done, found.reviews_done) == (1, 3)
    assert found.touched == {("d", "c", "new"), ("d", "c", "old"), ("d", "k", "old"), ("d", "m", "imported")}
    assert (found.due, found.learning) == ([], [])


def test_requirements_of_new_concepts_are_returned(store: Store) -> None:
    """With the number of sections and those already asked, two levels deep."""
    for concept, requires, sections in (("c", ["k", "none"], 2), ("k", ["m"], 3), ("m", ["z"], 4), ("z", [], 5)):
        put_concept(store, "d", concept, requires=json.dumps(requires), sections=sections)
    put_concept(store, "e", "c", sections=1)
    put_card(store, "d/c/a", 1)
    put_card(store, "e/c/a", 2)
    put_met_card(store, "d/c/b", 3)
    put_met_card(store, "d/k/a", 4)
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE cards SET section = 'why' WHERE card = 'd/k/a'")
    put_met_card(store, "d/k/b", 5, reviews=0)
    put_met_card(store, "e/k/a", 6)
    put_met_card(store, "d/m/a", 7, learner="other")
    assert candidates(store.query, MOMENT, Scope(), 5).concepts == {
        ("d", "c"): ConceptFacts(requires=(("d", "k"), ("d", "none")), sections=2),
        ("d", "k"): ConceptFacts(requires=(("d", "m"),), sections=3, asked=frozenset({"why"})),
        ("e", "c"): ConceptFacts(requires=(), sections=1),
    }


def test_no_requirements_without_required_concepts(store: Store) -> None:
    """Nor for a retired concept."""
    put_concept(store, "d", "c")
    put_concept(store, "d", "gone", retired=1, requires='["c"]')
    put_card(store, "d/c/a", 1)
    put_card(store, "d/gone/a", 2)
    assert candidates(store.query, MOMENT, Scope(), 5).concepts == {}


def test_a_card_that_was_reviewed_twice_today_counts_once(store: Store) -> None:
    """And not at all once its reviews are undone: its state is then of another day."""
    put_met_card(store, "d/c/twice", last_ms=MOMENT.day_start)
    put_met_card(store, "d/c/undone", last_ms=MOMENT.day_start - 1)
    for card in ("d/c/twice", "d/c/undone"):
        event = Event(
            id=new_id(), device="d", time_ms=NOW, learner="me", card=card, kind=REVIEW, payload={}, day=MOMENT.day
        )
        with store.transaction() as connection:
            append(connection, [event])
    found = candidates(store.query, MOMENT, Scope(), 5)
    assert (found.reviews_done, found.touched) == (1, {("d", "c", "twice")})


@pytest.mark.parametrize("statement", [queries.TOUCHED, queries.DONE])
def test_what_was_asked_today_is_found_by_the_day_of_the_events(store: Store, statement: str) -> None:
    """No state of another day is read."""
    named = {"learner": "me", "day": MOMENT.day, "day_start": 0}
    plan = [row[3] for row in store.query("EXPLAIN QUERY PLAN " + statement, named)]
    assert any("events_by_day (learner=? AND kind=? AND day>?)" in step for step in plan)
    assert not any(step.startswith("SCAN ") and step != "SCAN CONSTANT ROW" for step in plan)
    assert not any(step.endswith("states_1 (learner=?)") for step in plan)
