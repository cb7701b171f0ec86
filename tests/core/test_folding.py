"""What each event makes of a card's state, field by field; waits of the steps; counts of the tally."""

from dataclasses import replace
from typing import Any

import pytest

from quizapp.core.events import BURY, FORGET, REVIEW, SUSPEND, UNSUSPEND, CardState, Event, ReviewedCard
from quizapp.core.fsrs import AGAIN, EASY, GOOD, HARD
from quizapp.core.learning_steps import after_rating
from quizapp.core.model import State
from quizapp.core.scheduler import step
from quizapp.core.scheduler_settings import SchedulerSettings
from quizapp.core.statistics.review_counts import BinCount, DayCount, HourCount, Seen, counts_of, tally

MINUTE, DAY = 60_000, 86_400_000
MET = ReviewedCard(
    state=State.REVIEW, stability=20.0, difficulty=5.0, due_ms=20 * DAY, first_ms=3, last_ms=0, reviews=7, lapses=2,
    suspended=True, buried_day="2026-01-01", time_ms=0, event="before",
)  # fmt: skip


def event(kind: str, time_ms: int = DAY, **payload: Any) -> Event:
    """One event of a card."""
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
def test_marks_change_what_they_say(kind: str, payload: dict[str, Any], changed: dict[str, Any]) -> None:
    """And where the fold stands; nothing else."""
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
def test_a_review_counts(before: CardState, rating: str, lapses: int) -> None:
    """One review more, a lapse where a known card was forgotten; the first time stays, what was hidden shows again."""
    after = step(before, event(REVIEW, rating=rating))
    kept = (after.first_ms, after.last_ms, after.reviews, after.lapses, after.suspended, after.buried_day)
    assert kept == (3, DAY, 8, lapses, True, None)
    assert (after.time_ms, after.event) == (DAY, "now")


def test_the_first_review_sets_the_first_time() -> None:
    """And one of none is the first."""
    after = step(
        CardState(), event(REVIEW, rating="again", memory=SchedulerSettings(learning_steps=(60, 600)).as_payload())
    )
    assert (after.first_ms, after.reviews, after.lapses) == (DAY, 1, 0)
    assert (after.state, after.step, after.due_ms) == (State.LEARNING, 0, DAY + MINUTE)


def test_an_interval_goes_by_the_settings_of_its_review() -> None:
    """The longest interval that was wanted, and the parameters, are in the event."""
    short = step(MET, event(REVIEW, time_ms=40 * DAY, rating="good", memory={"maximum": 9}))
    assert short.due_ms is not None
    assert (short.due_ms - 40 * DAY) / DAY <= 9


@pytest.mark.parametrize(
    ("state", "at", "number", "expected"),
    [
        (State.NEW, 0, AGAIN, (State.LEARNING, 0, 60_000)), (State.NEW, 0, HARD, (State.LEARNING, 0, 330_000)),
        (State.NEW, 0, GOOD, (State.LEARNING, 1, 600_000)), (State.NEW, 0, EASY, (State.REVIEW, None, 0)),
        (State.LEARNING, 1, AGAIN, (State.LEARNING, 0, 60_000)),
        (State.LEARNING, 1, HARD, (State.LEARNING, 1, 600_000)),
        (State.LEARNING, 1, GOOD, (State.REVIEW, None, 0)), (State.LEARNING, 5, HARD, (State.REVIEW, None, 0)),
        (State.REVIEW, 0, AGAIN, (State.RELEARNING, 0, 300_000)), (State.REVIEW, 0, HARD, (State.REVIEW, None, 0)),
        (State.RELEARNING, 0, HARD, (State.RELEARNING, 0, 450_000)),
        (State.RELEARNING, 0, GOOD, (State.REVIEW, None, 0)),
        (State.RELEARNING, 0, AGAIN, (State.RELEARNING, 0, 300_000)),
    ],
)  # fmt: skip
def test_steps_and_their_waits(state: State, at: int, number: int, expected: tuple[State, int | None, int]) -> None:
    """One and ten minutes for a new card, five for a forgotten one; Hard waits half-way, or half as long again."""
    assert after_rating(state, at, number, (60, 600), (300,)) == expected


def test_without_steps_a_card_is_learnt_or_known_at_once() -> None:
    """Forgotten or new, it has an interval."""
    for state in (State.NEW, State.REVIEW, State.RELEARNING):
        assert after_rating(state, 0, AGAIN, (), ()) == (State.REVIEW, None, 0)


def seen(day: int, rating: str, chance: float | None, card: str = "d/c/x", hour: int = 12) -> Seen:
    """One review some days after the first of March."""
    state = "new" if chance is None else "review"
    return Seen(card, day * DAY + hour * 3_600_000, f"2026-03-{day + 1:02}", rating, state, 2.5, chance)


def test_everything_is_counted_once() -> None:
    """By day, hour, and the bins of the benchmark: days since the review before, how many such, how many lapses."""
    reviews = [
        seen(0, "good", None), seen(1, "good", 0.9), seen(1, "again", 0.5, hour=13), seen(4, "again", 1.0),
        seen(26, "good", 0.0), seen(0, "good", None, "d/c/y"), seen(1, "good", 0.95, "d/c/y"),
    ]  # fmt: skip
    counts = counts_of(tally(reviews, lambda milliseconds: milliseconds // 3_600_000 % 24))
    assert list(counts.days) == [
        DayCount("2026-03-01", "good", "new", False, 2, 5.0),
        DayCount("2026-03-02", "again", "review", False, 1, 2.5),
        DayCount("2026-03-02", "good", "review", False, 2, 5.0),
        DayCount("2026-03-05", "again", "review", False, 1, 2.5),
        DayCount("2026-03-27", "good", "review", True, 1, 2.5),
    ]
    assert list(counts.hours) == [HourCount(12, 6, 5), HourCount(13, 1, 0)]
    # The second look on a day counts for nothing there; a chance of 1 is in the last tenth.
    assert [(each.bin, each.reviews, each.chances, each.recalled) for each in counts.tenths] == [
        ((0,), 1, 0.0, 1), ((9,), 3, pytest.approx(2.85), 2),
    ]  # fmt: skip
    found = {each.bin: each for each in counts.bins}
    assert {key: (each.reviews, each.recalled) for key, each in found.items()} == {
        (2.48, 4.0, 0.0): (3, 2), (32.5, 7.0, 2.0): (1, 1),
    }  # fmt: skip
    assert all(isinstance(each, BinCount) for each in found.values())
    late = counts_of(tally(reviews, lambda _: 0, "2026-03-05"))
    assert [each.day for each in late.days] == ["2026-03-05", "2026-03-27"]
    assert [each.bin for each in late.bins] == [(2.48, 4.0, 0.0), (32.5, 7.0, 2.0)]
