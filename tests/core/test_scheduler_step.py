"""What each event changes in the state of a card, field by field."""

from dataclasses import replace
from typing import Any

import pytest

from quizapp.core.events import BURY, FORGET, REVIEW, STATE_IMPORTED, SUSPEND, UNSUSPEND, CardState, Event, ReviewedCard
from quizapp.core.model import State
from quizapp.core.scheduler import step
from quizapp.core.scheduler_settings import SchedulerSettings

MINUTE, DAY = 60_000, 86_400_000

MET = ReviewedCard(
    state=State.REVIEW, stability=20.0, difficulty=5.0, due_ms=20 * DAY, first_ms=3, last_ms=0, reviews=7, lapses=2,
    suspended=True, buried_day="2026-01-01", time_ms=0, event="before",
)  # fmt: skip


def event(kind: str, time_ms: int = DAY, **payload: Any) -> Event:
    """Return an event of one card."""
    return Event(id="now", device="d", time_ms=time_ms, learner="me", card="c", kind=kind, payload=payload)


@pytest.mark.parametrize(
    ("kind", "payload", "changed"),
    [
        (SUSPEND, {}, {"suspended": True}),
        (UNSUSPEND, {}, {"suspended": False, "buried_day": None}),
        (BURY, {"day": "2026-02-02"}, {"buried_day": "2026-02-02"}),
        ("import", {}, {}),
    ],
)
def test_suspending_and_burying_change_only_their_fields(
    kind: str, payload: dict[str, Any], changed: dict[str, Any]
) -> None:
    """And the last event of the fold."""
    for before in (MET, replace(MET, suspended=False)):
        assert step(before, event(kind, **payload)) == replace(before, time_ms=DAY, event="now", **changed)


def test_forgetting_leaves_a_new_card() -> None:
    """Suspended or not as before."""
    for suspended in (True, False):
        after = step(replace(MET, suspended=suspended), event(FORGET))
        assert after == CardState(suspended=suspended, time_ms=DAY, event="now")


@pytest.mark.parametrize(
    ("before", "rating", "lapses"),
    [(MET, "again", 3), (MET, "good", 2), (replace(MET, state=State.RELEARNING, step=0), "again", 2)],
)
def test_review_updates_counts_and_times(before: CardState, rating: str, lapses: int) -> None:
    """One review more, a lapse if a Review card was forgotten; the first time stays, a buried card shows again."""
    after = step(before, event(REVIEW, rating=rating))
    kept = (after.first_ms, after.last_ms, after.reviews, after.lapses, after.suspended, after.buried_day)
    assert kept == (3, DAY, 8, lapses, True, None)
    assert (after.time_ms, after.event) == (DAY, "now")


def test_the_first_review_sets_the_first_time() -> None:
    """And it is review number one."""
    after = step(
        CardState(), event(REVIEW, rating="again", memory=SchedulerSettings(learning_steps=(60, 600)).as_payload())
    )
    assert (after.first_ms, after.reviews, after.lapses) == (DAY, 1, 0)
    assert (after.state, after.step, after.due_ms) == (State.LEARNING, 0, DAY + MINUTE)


def test_interval_uses_the_settings_in_the_event() -> None:
    """The maximum interval and the parameters are recorded in the event."""
    short = step(MET, event(REVIEW, time_ms=40 * DAY, rating="good", memory={"maximum": 9}))
    assert short.due_ms is not None
    assert (short.due_ms - 40 * DAY) / DAY <= 9


DAY_MS, YEAR = 86_400, 31_536_000


def test_imported_state_is_used_unchanged() -> None:
    """Stability and due date of another program; the first answer stays, a buried card shows again."""
    payload = {"stability": 12.5, "difficulty": 4.5, "due_ms": 9 * DAY_MS, "lapses": 3}
    event = Event(
        id="e",
        device="import",
        time_ms=5_000,
        learner="me",
        card="c",
        kind=STATE_IMPORTED,
        payload=payload,
        day="2026-01-01",
    )
    expected = ReviewedCard(
        state=State.REVIEW, stability=12.5, difficulty=4.5, due_ms=9 * DAY_MS, first_ms=5_000, last_ms=5_000, reviews=1,
        lapses=3, time_ms=5_000, event="e",
    )  # fmt: skip
    assert step(CardState(), event) == expected
    before = ReviewedCard(
        state=State.LEARNING,
        step=1,
        stability=1.0,
        difficulty=5.0,
        due_ms=9,
        first_ms=0,
        last_ms=7,
        reviews=4,
        lapses=9,
        suspended=True,
        buried_day="2026-01-01",
    )
    assert step(before, event) == replace(expected, first_ms=0, reviews=5, suspended=True)
