"""The reviews that the optimiser fits to."""

import pytest

from quizapp.core import fsrs
from quizapp.core.events import FORGET, REVIEW, STATE_IMPORTED, SUSPEND, UNDO
from quizapp.core.review_history import CardHistory
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import EventDraft, card_state, record
from quizapp.store.events.review_history import histories
from tests.store.devices import START

pytestmark = pytest.mark.file


def record_event(store: Store, card: str, kind: str, at: int, **payload: object) -> str:
    """Record an event so many milliseconds after START; return its id."""
    return record(store, EventDraft(kind, card, payload, now_ms=START + at, day="2026-03-02"))[0].id


def test_histories_are_returned_card_by_card_in_order(store: Store) -> None:
    """With ratings and seconds; a review without seconds took none, and other kinds of events are left out."""
    record_event(store, "d/c/b", REVIEW, 0, rating="easy", seconds=1.5)
    record_event(store, "d/c/a", REVIEW, 10, rating="again", seconds=2)
    record_event(store, "d/c/a", SUSPEND, 15)
    record_event(store, "d/c/a", REVIEW, 20, rating="hard")
    record_event(store, "d/c/c", SUSPEND, 30)
    other = open_store(store.path, "other")
    record_event(other, "d/c/a", REVIEW, 12, rating="good", seconds=9.0)
    other.close()
    assert histories(store.query, "me") == [
        CardHistory("d/c/a", (START + 10, START + 20), (1, 2), (2.0, 0.0)),
        CardHistory("d/c/b", (START,), (4,), (1.5,)),
    ]


def test_undone_reviews_and_reviews_before_a_forget_are_left_out(store: Store) -> None:
    """An undone forget forgets nothing."""
    record_event(store, "d/c/a", REVIEW, 0, rating="again")
    record_event(store, "d/c/a", FORGET, 1)
    record_event(store, "d/c/a", REVIEW, 2, rating="good")
    last = record_event(store, "d/c/a", REVIEW, 3, rating="easy")
    record_event(store, "d/c/b", REVIEW, 0, rating="good")
    forgot = record_event(store, "d/c/b", FORGET, 1)
    for card, event in (("d/c/a", last), ("d/c/b", forgot)):
        record(store, EventDraft(UNDO, card, {}, now_ms=START + 5, day="2026-03-02", undoes=event))
    record_event(store, "d/c/a", REVIEW, 6, rating="hard")
    record_event(store, "d/c/c", REVIEW, 0, rating="good")
    record_event(store, "d/c/c", FORGET, 1)
    assert [(each.card, each.times, each.ratings) for each in histories(store.query, "me")] == [
        ("d/c/a", (START + 2, START + 6), (3, 2)),
        ("d/c/b", (START,), (3,)),
    ]


def test_histories_give_the_memory_that_the_log_gives(store: Store) -> None:
    """Older reviews count periods of 24 hours, newer ones study days."""
    hour, begins = 3_600_000, 4 * 3_600_000
    for at, counting in ((0, {}), (20, {}), (40, {"day_begins": begins}), (53, {"day_begins": begins})):
        record_event(store, "d/c/a", REVIEW, at * hour, rating="good", **counting)
    (found,) = histories(store.query, "me")
    assert found.day_begins == (None, None, begins, begins)
    state = card_state(store, "d/c/a")
    assert fsrs.replayed(fsrs.model(), found.ratings, found.gaps) == (state.stability, state.difficulty)
    assert found.gaps == [0, 0, 1, 1]


def test_card_with_an_imported_state_is_left_out(store: Store) -> None:
    """Its earlier reviews are unknown; after a forget its history is complete again."""
    state = {"stability": 5.0, "difficulty": 5.0, "due_ms": START, "lapses": 0}
    for card in ("d/c/a", "d/c/b"):
        record_event(store, card, STATE_IMPORTED, 0, **state)
        record_event(store, card, REVIEW, 1, rating="good", seconds=1.0)
    record_event(store, "d/c/b", FORGET, 2)
    record_event(store, "d/c/b", REVIEW, 3, rating="hard", seconds=4.0)
    assert histories(store.query, "me") == [CardHistory("d/c/b", (START + 3,), (2,), (4.0,))]
