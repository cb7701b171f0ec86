"""Ranges and their ends: of the fuzz, of loads, of predictions, of what a day off is."""

from datetime import date

import pytest

from quizapp.core import fsrs
from quizapp.core.evaluation import predicted
from quizapp.core.events import ReviewedCard
from quizapp.core.load_balancing import choose, days_off
from quizapp.core.model import Rating, State
from quizapp.core.prediction import Prediction, score
from quizapp.core.review_history import USUAL, CardHistory, Habits
from quizapp.core.scheduler import Rated, fuzz_range, fuzzed, interval_after, reviewed
from quizapp.core.scheduler_settings import BalancedInterval, SchedulerSettings
from quizapp.core.simulation import Scenario, simulate
from quizapp.core.statistics.review_counts import Seen, tally
from quizapp.core.study_day import DAY_MS

FITTED = (*fsrs.DEFAULTS[:20], 0.3)


@pytest.mark.parametrize(
    ("days", "maximum", "ends"),
    [
        (1, 99, (1, 1)), (2, 99, (2, 2)), (3, 99, (2, 4)), (5, 99, (4, 6)), (10, 99, (8, 12)), (30, 99, (27, 33)),
        (5, 5, (4, 5)), (5, 3, (3, 3)),
    ],
)  # fmt: skip
def test_the_fuzz_has_the_range_of_the_reference(days: int, maximum: int, ends: tuple[int, int]) -> None:
    """By hand: a day, and 15% of the days to 7, 10% to 20, 5% beyond; every day within it is chosen at some time."""
    assert fuzz_range(days, maximum) == ends
    chosen = {fuzzed(days, card="d/c/x", reviews=n, maximum=maximum) for n in range(300)}
    assert chosen == set(range(ends[0], ends[1] + 1))


@pytest.mark.parametrize(("at", "day"), [(0.0, 9), (0.055, 9), (0.056, 10), (0.944, 10), (0.945, 11), (0.99, 11)])
def test_a_day_weighs_its_share_over_the_square_of_its_load(at: float, day: int) -> None:
    """One and three cards more on either side: a sixteenth, a whole, a sixteenth."""
    assert choose(10, 9, [3, 0, 3], [1.0, 1.0, 1.0], at) == day
    with pytest.raises(ValueError, match="zip"):
        choose(10, 9, [3, 0, 3], [1.0, 1.0], at)


@pytest.mark.parametrize(
    "memory", [SchedulerSettings(maximum=100), SchedulerSettings(parameters=FITTED, retention=0.8)]
)
def test_a_placed_card_is_placed_for_the_interval_of_its_settings(memory: SchedulerSettings) -> None:
    """The longest that is wanted, or that of the fitted parameters."""
    before = ReviewedCard(
        state=State.REVIEW, stability=400.0, difficulty=5.0, due_ms=0, first_ms=0, last_ms=0, reviews=3
    )
    days = interval_after(before, Rating.GOOD, 400 * DAY_MS, memory)
    assert days is not None
    after = reviewed(before, Rated("d/c/x", Rating.GOOD, 400 * DAY_MS), memory, BalancedInterval(interval=days, days=3))
    assert after.due_ms == 403 * DAY_MS


def test_a_difficulty_from_elsewhere_comes_within_ten() -> None:
    """Whatever another program had."""
    assert fsrs.advance(fsrs.model(), 5.0, 12.0, fsrs.GOOD, 3)[1] == 10.0


@pytest.mark.parametrize(
    ("low", "high", "measured", "rating"),
    [
        (2.0, 2.0, 1.0, Rating.HARD), (1.5, 1.5, 1.0, Rating.GOOD), (1.15, 1.15, 1.0, Rating.EASY),
        (1.01, 1.01, 0.9, Rating.EASY),
    ],
)  # fmt: skip
def test_a_point_on_the_bound_has_the_better_rating(low: float, high: float, measured: float, rating: Rating) -> None:
    """Just twice, half as much again, 15% off; on the other side of 1 where 0.9 is measured."""
    assert score(Prediction(form="point", low=low, high=high), measured, measured)[1] is rating


def test_an_interval_on_the_bound_is_hard() -> None:
    """A quarter off, and no more."""
    assert score(Prediction(form="interval", low=1.25, high=1.5), 1.0, 1.0)[1] is Rating.HARD


def test_a_day_off_may_be_one_date() -> None:
    """And what begins like a date is told what a date is."""
    assert days_off("2026-12-24")[1] == ((date(2026, 12, 24), date(2026, 12, 24)),)
    with pytest.raises(ValueError, match="^days of the week and dates"):
        days_off("2x")


def test_all_is_counted_where_no_beginning_is_named() -> None:
    """From the first day and the first millisecond on."""
    assert len(tally([Seen("d/c/x", 0, "2026-03-02", "good", "new", 1.0, None)], lambda _: 0).counts) == 1
    assert len(list(predicted(CardHistory("d/c/x", (-5 * DAY_MS, 0), (3, 3), (1.0, 1.0)), ()))) == 1


def test_an_easy_new_card_takes_no_steps() -> None:
    """Its stability is that of its first rating, which a step would have raised."""
    easy = Habits(first=(0, 0, 0, 1), passed=USUAL.passed, new_seconds=1.0, recalled_seconds=1.0, forgotten_seconds=1.0)
    parameters = (0.1, 0.2, 0.3, 0.5, *fsrs.DEFAULTS[4:])
    day = Scenario(
        retention=0.9, shares=(1.0,), new_per_day=1, reviews_per_day=1, unseen=1, learning_steps=2, relearning_steps=1,
        parameters=parameters,
    )  # fmt: skip
    expected = fsrs.recall(fsrs.model(parameters), 0.5, 1)
    assert simulate([], day, easy).remembered == pytest.approx(expected)
