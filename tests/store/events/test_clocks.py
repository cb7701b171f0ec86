"""Reviews of another device that are dated far ahead of the clock do not date later answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.core.events import BURY, FORGET, REVIEW, SUSPEND, UNDO
from quizapp.core.model import State
from quizapp.core.study_day import DAY_MS
from quizapp.store.database import Store
from quizapp.store.events.clocks import FAR_AHEAD_MS, reviews_ahead
from quizapp.store.events.event_log import EventDraft, card_state, record
from quizapp.store.maintenance.integrity import states_that_differ
from quizapp.store.sync.shared_folder import merge_database
from tests.store.devices import START, device

pytestmark = pytest.mark.file
CARD = "d/c/a"
AHEAD = START + 70 * 365 * DAY_MS


def recorded(store: Store, now: int, kind: str = REVIEW) -> int:
    """Record an event, and return when it is dated."""
    payload = {REVIEW: {"rating": "good"}, BURY: {"day": "2026-03-02"}}.get(kind, {})
    return record(store, EventDraft(kind, CARD, payload, now_ms=now, day="2026-03-02"))[0].time_ms


@pytest.fixture
def merged(template: Path, tmp_path: Path) -> Iterator[Store]:
    """A device with an answer of its own, and one of another device, of which the clock is 70 years ahead."""
    other = device(template, tmp_path / "other.db", "bbbb")
    recorded(other, AHEAD)
    other.close()
    store = device(template, tmp_path / "mine.db", "aaaa")
    recorded(store, START)
    merge_database(store, tmp_path / "other.db")
    yield store
    assert states_that_differ(store) == 0
    store.close()


@pytest.mark.parametrize("kind", [REVIEW, SUSPEND, BURY, FORGET])
def test_what_the_learner_does_keeps_its_date(merged: Store, kind: str) -> None:
    """Also what follows it."""
    assert recorded(merged, START + DAY_MS, kind) == START + DAY_MS
    assert recorded(merged, START + 2 * DAY_MS) == START + 2 * DAY_MS
    assert card_state(merged, CARD).suspended == (kind == SUSPEND)
    assert reviews_ahead(merged, START) == 1


def test_a_forgotten_card_is_new_and_learns_again(merged: Store) -> None:
    """The reviews ahead are cancelled."""
    recorded(merged, START + DAY_MS, FORGET)
    assert card_state(merged, CARD).state is State.NEW
    recorded(merged, START + 2 * DAY_MS)
    after = card_state(merged, CARD)
    assert (after.reviews, after.last_ms) == (1, START + 2 * DAY_MS)


def test_an_undo_cancels_the_answer(merged: Store) -> None:
    """And not the one ahead."""
    before = card_state(merged, CARD)
    event, _ = record(merged, EventDraft(REVIEW, CARD, {"rating": "again"}, now_ms=START + DAY_MS, day="2026-03-02"))
    record(merged, EventDraft(UNDO, CARD, {}, now_ms=START + DAY_MS, day="2026-03-02", undoes=event.id))
    assert card_state(merged, CARD) == before


@pytest.mark.parametrize("days", [1, 6])
def test_clocks_that_differ_by_days_keep_the_order(template: Path, tmp_path: Path, days: int) -> None:
    """An answer after that of the other device is dated after it."""
    other = device(template, tmp_path / "other.db", "bbbb")
    recorded(other, START + days * DAY_MS)
    other.close()
    store = device(template, tmp_path / "mine.db", "aaaa")
    merge_database(store, tmp_path / "other.db")
    assert recorded(store, START) == START + days * DAY_MS + 1
    store.close()


def test_a_clock_of_this_device_that_was_set_back_keeps_the_order(template: Path, tmp_path: Path) -> None:
    """By years: its own earlier answers show that it was this clock, so a merged review is not ahead."""
    other = device(template, tmp_path / "other.db", "bbbb")
    recorded(other, START)
    other.close()
    store = device(template, tmp_path / "mine.db", "aaaa")
    payload = {"rating": "good"}
    record(store, EventDraft(REVIEW, "d/c/b", payload, now_ms=START, day="2026-03-02"))
    merge_database(store, tmp_path / "other.db")
    long_ago = START - 10 * FAR_AHEAD_MS
    assert recorded(store, long_ago) == START + 1
    assert (
        record(store, EventDraft(REVIEW, "d/c/b", payload, now_ms=long_ago, day="2026-03-02"))[0].time_ms == START + 1
    )
    store.close()
