"""The last program of a card, and that programs change no schedule."""

import pytest

from quizapp.core.events import REVIEW, TRY
from quizapp.store.database import Store
from quizapp.store.events.event_log import EventDraft, card_state, record
from quizapp.store.events.program_tries import last_try
from tests.store.devices import START

pytestmark = pytest.mark.file


def tried(store: Store, program: str, now_ms: int, card: str = "d/c/a") -> None:
    payload = {"program": program, "verdict": "failed"}
    record(store, EventDraft(TRY, card, payload, now_ms=now_ms, day="2026-03-02"))


def test_the_newest_program_of_the_card_is_the_last(store: Store) -> None:
    """Whatever was reviewed since, and not that of another card."""
    assert last_try(store.query, "me", "d/c/a") is None
    for number in range(3):
        tried(store, f"x = {number}", START + number)
    tried(store, "y = 1", START + 9, "d/c/b")
    record(store, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START + 5, day="2026-03-02"))
    last = last_try(store.query, "me", "d/c/a")
    assert last is not None
    assert (last.program, last.verdict) == ("x = 2", "failed")
    assert last_try(store.query, "you", "d/c/a") is None


def test_a_program_changes_no_schedule(store: Store) -> None:
    """Only the time and the id of the last event are others."""
    record(store, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02"))
    before = card_state(store, "d/c/a")
    tried(store, "x = 1", START + 1)
    after = card_state(store, "d/c/a")
    assert (before.due_ms, before.stability, before.reviews) == (after.due_ms, after.stability, after.reviews)
