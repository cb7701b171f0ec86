"""Study days, streaks and hours."""

from datetime import date, timedelta

from quizapp.core.statistics import habit, retention
from quizapp.core.statistics.review_counts import Counts, DayCount, HourCount, Seen, counts_of, tally


def counts_from(*reviews: Seen, since: str = "") -> Counts:
    ordered = sorted(reviews, key=lambda each: (each.card, each.time_ms))
    return counts_of(tally(ordered, lambda milliseconds: milliseconds // 3_600_000 % 24, since))


MONDAY = date(2026, 3, 2)


def seen(
    day: int, rating: str = "good", card: str = "d/c/x", state: str = "review", chance: float | None = 0.9
) -> Seen:
    """Return a review at noon UTC, so many days after a Monday."""
    when = MONDAY + timedelta(days=day)
    return Seen(card, when.toordinal() * 86_400_000 + 43_200_000, when.isoformat(), rating, state, 2.0, chance)


def test_reviews_are_counted_by_day_and_hour() -> None:
    """Reviews, seconds and recalls; a memory is mature by the time since its previous review."""
    found = counts_from(
        seen(0, state="new", chance=None), seen(1), seen(30, "again"), seen(30, card="d/c/y", state="new")
    )
    assert habit.per_day(found.days) == [
        habit.StudyDay("2026-03-02", 1, 2.0, 1),
        habit.StudyDay("2026-03-03", 1, 2.0, 1),
        habit.StudyDay("2026-04-01", 2, 4.0, 1),
    ]
    assert found.hours == [HourCount(12, 4, 3)]
    young, mature = retention.Recalled(1, 1), retention.Recalled(1, 0)
    assert retention.by_age(found.days) == retention.ByAge(young, mature)
    assert [row.again for row in habit.habit(found.days, found.hours, "2026-04-01").ratings] == [0, 0, 1]


def test_longest_streak_and_best_hour() -> None:
    """An hour with few reviews is ignored."""
    assert habit.longest_streak(["2026-03-01", "2026-03-02", "2026-03-04", "2026-03-02"]) == 2
    assert habit.longest_streak([]) == 0
    assert habit.best_hour([HourCount(7, 5, 5), HourCount(9, 40, 38), HourCount(22, 40, 30)]) == 9
    assert habit.best_hour([HourCount(7, 5, 5)]) is None


def test_bounds_of_an_interval_and_of_the_best_hour() -> None:
    """An interval stays within 0 and 1; an hour needs 20 reviews."""
    assert max(retention.wilson(n, n)[1] for n in range(1, 200)) == 1.0
    assert min(retention.wilson(0, n)[0] for n in range(1, 200)) == 0.0
    assert habit.best_hour([HourCount(9, 20, 1), HourCount(10, 19, 19)]) == 9
    assert habit.best_hour([HourCount(9, 19, 19)]) is None


def count(day: str, rating: str = "good", state: str = "review", reviews: int = 1, seconds: float = 1.0) -> DayCount:
    """Return a count of reviews of a day."""
    return DayCount(day, rating, state, False, reviews, seconds)


def test_calendar_has_the_last_365_days() -> None:
    """Ratings are summed per day; seconds are rounded to tenths."""
    days = [
        count("2025-03-01"), count("2025-03-02", seconds=1.04), count("2026-03-02", "again", reviews=2),
        count("2026-03-02", reviews=3, seconds=2.06), count("2026-03-02", reviews=4), count("2026-03-02", "again"),
    ]  # fmt: skip
    hours = [HourCount(8, 20, 18), HourCount(9, 19, 19), HourCount(10, 40, 36), HourCount(11, 100, 80)]
    assert habit.habit(days, hours, "2026-03-01") == habit.Habit(
        calendar=[habit.StudyDay("2025-03-02", 1, 1.0, 1), habit.StudyDay("2026-03-02", 10, 5.1, 7)],
        ratings=[
            habit.DayRatings("2025-03-01", 0, 0, 1, 0),
            habit.DayRatings("2025-03-02", 0, 0, 1, 0),
            habit.DayRatings("2026-03-02", 3, 0, 7, 0),
        ],
        hours=hours,
        best_hour=10,
    )
    assert habit.best_hour([HourCount(8, 19, 19)]) is None
    assert habit.longest_streak(["2026-03-01", "2026-03-03", "2026-03-05"]) == 1
    assert habit.longest_streak(["2026-03-01", "2026-03-02", "2026-03-04", "2026-03-05", "2026-03-06"]) == 3
