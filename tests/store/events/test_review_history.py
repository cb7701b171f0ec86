"""What of the log the optimiser fits to."""

import pytest

from quizapp.core.events import FORGET, REVIEW, STATE_IMPORTED, SUSPEND, UNDO
from quizapp.core.review_history import CardHistory
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.events.review_history import histories
from tests.store.devices import START

pytestmark = pytest.mark.file


def happened(store: Store, card: str, kind: str, at: int, **payload: object) -> str:
    """Record an event so many milliseconds after the start; return its id."""
    return record(store, EventDraft(kind, card, payload, now_ms=START + at, day="2026-03-02"))[0].id


def test_reviews_are_given_card_by_card_in_their_order(store: Store) -> None:
    """With rating and seconds; a review without a time took none, and other kinds of events are none."""
    happened(store, "d/c/b", REVIEW, 0, rating="easy", seconds=1.5)
    happened(store, "d/c/a", REVIEW, 10, rating="again", seconds=2)
    happened(store, "d/c/a", SUSPEND, 15)
    happened(store, "d/c/a", REVIEW, 20, rating="hard")
    happened(store, "d/c/c", SUSPEND, 30)
    other = open_store(store.path, "other")
    happened(other, "d/c/a", REVIEW, 12, rating="good", seconds=9.0)
    other.close()
    assert histories(store.query, "me") == [
        CardHistory("d/c/a", (START + 10, START + 20), (1, 2), (2.0, 0.0)),
        CardHistory("d/c/b", (START,), (4,), (1.5,)),
    ]


def test_what_was_taken_back_or_forgotten_does_not_count(store: Store) -> None:
    """A card begins anew where it was forgotten; a forgetting that was taken back forgets nothing."""
    happened(store, "d/c/a", REVIEW, 0, rating="again")
    happened(store, "d/c/a", FORGET, 1)
    happened(store, "d/c/a", REVIEW, 2, rating="good")
    last = happened(store, "d/c/a", REVIEW, 3, rating="easy")
    happened(store, "d/c/b", REVIEW, 0, rating="good")
    forgot = happened(store, "d/c/b", FORGET, 1)
    for card, event in (("d/c/a", last), ("d/c/b", forgot)):
        record(store, EventDraft(UNDO, card, {}, now_ms=START + 5, day="2026-03-02", undoes=event))
    happened(store, "d/c/a", REVIEW, 6, rating="hard")
    happened(store, "d/c/c", REVIEW, 0, rating="good")
    happened(store, "d/c/c", FORGET, 1)
    assert [(each.card, each.times, each.ratings) for each in histories(store.query, "me")] == [
        ("d/c/a", (START + 2, START + 6), (3, 2)),
        ("d/c/b", (START,), (3,)),
    ]


def test_a_card_whose_past_is_not_known_is_left_out(store: Store) -> None:
    """It came with a state; once it is forgotten, what follows is known from its beginning."""
    state = {"stability": 5.0, "difficulty": 5.0, "due_ms": START, "lapses": 0}
    for card in ("d/c/a", "d/c/b"):
        happened(store, card, STATE_IMPORTED, 0, **state)
        happened(store, card, REVIEW, 1, rating="good", seconds=1.0)
    happened(store, "d/c/b", FORGET, 2)
    happened(store, "d/c/b", REVIEW, 3, rating="hard", seconds=4.0)
    assert histories(store.query, "me") == [CardHistory("d/c/b", (START + 3,), (2,), (4.0,))]
