"""How a learner answers, counted from their reviews."""

import pytest

from quizapp.core import fsrs
from quizapp.core.evaluation import all_predicted
from quizapp.core.review_history import VISIT_MS, CardHistory, habits_of, long_term
from quizapp.core.study_day import DAY_MS
from quizapp.usecases.scheduling.fsrs_fitter import training_items


def history(*reviews: tuple[float, int], seconds: float = 5.0, card: str = "d/l/a") -> CardHistory:
    """Return a card's history from (day, rating) pairs."""
    times, ratings = zip(*reviews, strict=True)
    return CardHistory(card, tuple(int(day * DAY_MS) for day in times), ratings, (seconds,) * len(times))


def test_habits_start_from_defaults_and_follow_the_learner() -> None:
    """Steps within a day belong to one visit; half an hour for one answer is counted as a break."""
    usual = habits_of([])
    assert usual.recalled_seconds == 8.0
    cards = [history((0, 3), (0.01, 3), (5, 1), (5.01, 3), (20, 4), seconds=10.0) for _ in range(400)]
    found = habits_of(cards)
    assert found.new_seconds == pytest.approx(20, abs=1)
    assert found.forgotten_seconds == pytest.approx(20, abs=1)
    assert found.recalled_seconds == pytest.approx(10, abs=1)
    assert found.first[2] > 0.9
    assert found.passed[2] > 0.9
    assert sum(found.first) == pytest.approx(1)
    assert habits_of([history((0, 3), (9, 3), seconds=1800.0)] * 400).recalled_seconds < 121


def test_history_with_columns_of_different_lengths_is_an_error() -> None:
    """Ratings without a time are not silently ignored."""
    uneven = CardHistory("d/l/a", (0, DAY_MS), (3, 3, 3), (1.0, 1.0))
    with pytest.raises(ValueError, match="zip"):
        all_predicted([uneven], ())
    with pytest.raises(ValueError, match="zip"):
        training_items([uneven], 9 * DAY_MS)
    with pytest.raises(ValueError, match="zip"):
        fsrs.replayed(fsrs.model(), (3, 3), (0,))


def test_habits_are_counted_per_visit() -> None:
    """The first rating of a visit counts; answers without a time do not affect the mean time."""
    hour = 3_600_000
    histories = [
        CardHistory(card="d/c/1", times=[0, 60_000, 200 * hour, 500 * hour, 900 * hour], ratings=[1, 3, 3, 1, 2],
                    seconds=[200.0, 0.5, 4.0, 0.0, 1.0]),
        CardHistory(card="d/c/2", times=[0, VISIT_MS, 2 * VISIT_MS - 1], ratings=[3, 4, 1], seconds=[9.0, 5.0, 6.0]),
    ]  # fmt: skip
    found = habits_of(histories)
    first, passed = [1, 0, 1, 0], [1, 1, 1]
    assert found.first == tuple((n + 20 * share) / 22 for n, share in zip(first, (0.25, 0.1, 0.5, 0.15), strict=True))
    assert found.passed == tuple((n + 20 * share) / 23 for n, share in zip(passed, (0.2, 0.65, 0.15), strict=True))
    assert found.new_seconds == pytest.approx((120.5 + 9 + 20 * 30) / 22)
    assert found.recalled_seconds == pytest.approx((4 + 1 + 11 + 20 * 8) / 23)
    assert found.forgotten_seconds == 20.0
    assert long_term(histories) == [200 * hour, 500 * hour, 900 * hour]
