"""How fast a deck is learnt, and what a limit on new cards costs."""

from quizapp.core.statistics import deck_pace
from quizapp.core.statistics.review_counts import DayCount


def test_days_left_and_cost_of_a_limit() -> None:
    """At the pace of the last 30 days; each new card also costs reviews."""
    days = [
        DayCount("2026-03-20", "good", "new", False, 60, 600.0),
        DayCount("2026-03-21", "good", "review", False, 180, 1800.0),
    ]
    pace = deck_pace.pace(days, "2026-03-31")
    assert pace == deck_pace.Pace(5.0, 10.0, 4.0)  # 60 new cards in 12 days
    row = deck_pace.deck_progress(10, 5, 41, pace)
    assert (row.days_left, row.minutes_a_day) == (9, 4.2)
    assert row.limits[1] == deck_pace.LimitCost(10, 5, 8.3)
    few = deck_pace.deck_progress(10, 5, 3, pace).limits[2]
    assert few == deck_pace.LimitCost(20, 1, 2.5)  # 3 cards, not 20
    idle = deck_pace.Pace(0.0, 8.0, 8.0)
    assert deck_pace.deck_progress(1, 0, 0, idle).days_left == 0
    assert deck_pace.deck_progress(1, 0, 7, idle).days_left is None


def count(day: str, rating: str = "good", state: str = "review", reviews: int = 1, seconds: float = 1.0) -> DayCount:
    """Return a count of reviews of a day."""
    return DayCount(day, rating, state, False, reviews, seconds)


def test_days_before_the_first_review_do_not_slow_the_pace() -> None:
    """Of one who began today, of one who began five days ago, and of one who began long ago."""
    assert deck_pace.new_a_day(10, "2026-03-31", "2026-03-31") == 10
    assert deck_pace.new_a_day(10, "2026-03-27", "2026-03-31") == 2
    assert deck_pace.new_a_day(60, "2020-01-01", "2026-03-31") == 2
    assert deck_pace.new_a_day(10, "2026-04-02", "2026-03-31") == 10  # by a clock that was ahead
    assert deck_pace.since_day("2026-03-31") == "2026-03-02"


def test_pace_comes_from_the_last_thirty_days() -> None:
    """New cards a day, seconds a review, reviews a new card; defaults where there are too few reviews."""
    new = {"state": "new"}
    days = [count("2026-01-31", reviews=100, **new), count("2026-02-01", reviews=30, seconds=500.0, **new)]  # type: ignore[arg-type]
    idle = deck_pace.Pace(0.0, 8.0, 8.0)
    assert deck_pace.pace(days, "2026-03-02") == deck_pace.Pace(1.0, 501 / 130, 1.0)
    assert deck_pace.pace([], "2026-03-02") == idle
    assert deck_pace.pace([count("2026-03-02", seconds=0.0)], "2026-03-02") == idle
    few = [count("2026-03-02", state="new", reviews=29), count("2026-03-02", reviews=100, seconds=5.0)]
    assert deck_pace.pace(few, "2026-03-02").reviews_per_new == 8.0
    enough = [count("2026-03-02", state="new", reviews=30), count("2026-03-02", reviews=15)]
    assert deck_pace.pace(enough, "2026-03-02").reviews_per_new == 1.5
    row = deck_pace.deck_progress(3, 2, 10, deck_pace.Pace(1.0, 6.0, 9.0))
    assert (row.learnt, row.learning, row.new, row.days_left, row.minutes_a_day) == (3, 2, 10, 10, 1.0)
    assert deck_pace.deck_progress(0, 0, 10, deck_pace.Pace(0.0, 6.0, 9.0)).days_left is None
