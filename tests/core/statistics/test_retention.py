"""Retention, calibration, distributions and forecasts."""

import math
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from quizapp.core.statistics import retention
from quizapp.core.statistics.review_counts import BinCount, Counts, DayCount, Seen, counts_of, tally

MONDAY = date(2026, 3, 2)


def seen(
    day: int, rating: str = "good", card: str = "d/c/x", state: str = "review", chance: float | None = 0.9
) -> Seen:
    """Return a review at noon UTC, so many days after a Monday."""
    when = MONDAY + timedelta(days=day)
    return Seen(card, when.toordinal() * 86_400_000 + 43_200_000, when.isoformat(), rating, state, 2.0, chance)


REVIEW = st.builds(
    seen, st.integers(0, 60), st.sampled_from(["again", "hard", "good", "easy"]),
    st.sampled_from(["d/c/x", "d/c/y", "e/c/z"]), st.sampled_from(["review", "learning"]), st.floats(0.01, 0.99),
)  # fmt: skip


def counts_from(*reviews: Seen, since: str = "") -> Counts:
    ordered = sorted(reviews, key=lambda each: (each.card, each.time_ms))
    return counts_of(tally(ordered, lambda milliseconds: milliseconds // 3_600_000 % 24, since))


@given(st.lists(REVIEW, max_size=40))
def test_calibration_equals_that_of_the_benchmark(reviews: list[Seen]) -> None:
    """Log loss and RMSE(bins), compared with a slow count of the same definition."""
    by_card: dict[str, list[Seen]] = defaultdict(list)
    for each in sorted(reviews, key=lambda each: (each.card, each.time_ms)):
        by_card[each.card].append(each)
    losses, bins = [], defaultdict(list)
    for own in by_card.values():
        spaced, lapses = 1, 0
        for before, each in pairwise(own):
            gap = (date.fromisoformat(each.day) - date.fromisoformat(before.day)).days
            if gap:
                spaced, y, p = spaced + 1, each.rating != "again", each.chance
                assert p is not None
                place = (
                    2.48 * 3.62 ** math.floor(math.log(gap) / math.log(3.62)),
                    1.99 * 1.89 ** math.floor(math.log(spaced) / math.log(1.89)),
                    1.65 * 1.73 ** math.floor(math.log(lapses) / math.log(1.73)) if lapses else 0,
                )
                losses.append(-math.log(p if y else 1 - p))
                bins[tuple(round(each) if index else round(each, 2) for index, each in enumerate(place))].append((p, y))
                lapses += not y
    found = counts_from(*reviews)
    shown = retention.calibration(found.tenths, found.bins)
    if not losses:
        assert shown == retention.Calibration(None, None, ())
        return
    square = sum((sum(p for p, _ in b) - sum(y for _, y in b)) ** 2 / len(b) for b in bins.values()) / len(losses)
    assert shown.log_loss == pytest.approx(sum(losses) / len(losses))
    assert shown.rmse_bins == pytest.approx(math.sqrt(square))
    assert sum(each.count for each in shown.bins) == len(losses)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_of_a_share_equals_scipys_wilson_interval(pair: tuple[int, int]) -> None:
    """Without reviews it is 0 to 1."""
    recalled, reviews = pair
    wanted = stats.binomtest(recalled, reviews).proportion_ci(0.95, method="wilson")
    assert retention.wilson(recalled, reviews) == pytest.approx((wanted.low, wanted.high), abs=1e-9)
    assert retention.wilson(0, 0) == (0.0, 1.0)


def test_true_retention_counts_only_review_cards() -> None:
    """By day, week and month; periods with few reviews are marked."""
    found = counts_from(seen(0), seen(6, "again"), seen(7), seen(8, state="learning"))
    assert retention.true_retention(found.days) == pytest.approx(2 / 3)
    assert retention.true_retention(found.days, "2026-03-09") == 1.0
    over = retention.retention_over_time(found.days)
    assert [(row.start, row.reviews, row.recalled, row.small) for row in over["week"]] == [
        ("2026-03-02", 2, 1, True),
        ("2026-03-09", 1, 1, True),
    ]
    assert [row.start for row in over["month"]] == ["2026-03-01"]
    assert retention.true_retention([]) is None


@given(st.lists(st.floats(0, 20), max_size=50))
def test_distribution_counts_every_value_once(values: list[float]) -> None:
    """The last bin is open."""
    rows = retention.distribution(values, (1, 3, 7), None)
    assert sum(row.cards for row in rows) == len(values)
    assert rows[0].cards == sum(value < 1 for value in values)
    assert rows[-1] == retention.Bin(7, None, sum(value >= 7 for value in values))


def test_overdue_cards_are_due_today_in_the_forecast() -> None:
    """Cards due after the last day are left out."""
    rows = retention.forecast([5, 10, 11, 25, 99], [10, 20, 30], "2026-03-02")
    assert rows == [retention.DueDay("2026-03-02", 3), retention.DueDay("2026-03-03", 1)]


def test_retention_of_the_last_week_and_month_and_of_all_time() -> None:
    """Seven and thirty study days including today; learning steps do not count."""
    days = counts_from(*(seen(day, "again" if day in (0, 10, 34) else "good") for day in (0, 10, 11, 33, 34, 40))).days
    assert retention.retention_windows(days, "2026-04-11") == retention.RetentionWindows(0.5, 3 / 4, 0.5)
    assert retention.retention_windows(days, "2026-04-12") == retention.RetentionWindows(1.0, 2 / 3, 0.5)
    none = counts_from(seen(0, state="learning")).days
    assert retention.retention_windows(none, "2026-03-02") == retention.RetentionWindows(None, None, None)


def test_mastery_counts_unseen_cards_as_not_known() -> None:
    """The mean over the sections that have cards."""
    assert retention.mastery([0.9, None, 0.6]) == pytest.approx(0.5)
    assert retention.mastery([1.0]) == 1.0
    assert retention.mastery([]) == 0.0


def count(day: str, rating: str = "good", state: str = "review", reviews: int = 1, seconds: float = 1.0) -> DayCount:
    """Return a count of reviews of a day."""
    return DayCount(day, rating, state, False, reviews, seconds)


def test_figures_of_memory() -> None:
    """By age, with intervals, distributions and calibration bins."""
    days = [
        DayCount("2026-03-02", rating, "review", mature, 15, 1.0) for rating in ("good", "again") for mature in (0, 1)
    ]
    days.append(DayCount("2026-03-02", "good", "review", True, 15, 1.0))
    assert retention.by_age(days) == retention.ByAge(retention.Recalled(30, 15), retention.Recalled(45, 30))
    (row,) = retention.retention_over_time(days)["day"]
    low, high = retention.wilson(45, 75)
    assert row == retention.PeriodRetention(75, 45, low, high, False, "2026-03-02")
    (small,) = retention.retention_over_time([count("2026-03-02", reviews=29)])["month"]
    assert (small.small, small.start) == (True, "2026-03-01")
    assert retention.retention_over_time([count("2026-03-02", reviews=30)])["month"][0].small is False
    assert retention.distribution([0.5, 1.0, 2.0, 9.0], (1, 2), None) == [
        retention.Bin(0, 1, 1), retention.Bin(1, 2, 1), retention.Bin(2, None, 2),
    ]  # fmt: skip
    tenths = [BinCount((9.0,), 4, 3.8, 3, 1.0)]
    found = retention.calibration(tenths, [BinCount((1.0,), 4, 3.8, 3, 1.0)])
    assert (found.log_loss, found.rmse_bins) == (0.25, pytest.approx(0.2))
    assert found.bins == [retention.CalibrationBin(0.95, 0.75, 4)]
