"""How far the decks are, and what it would take to finish them."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil
from typing import Any

from quizapp.core.statistics.review_counts import DayCount

PACE_DAYS = 30
REVIEWS_PER_NEW = 8.0  # reviews that a new card brings in its first months, where the history does not tell yet
SECONDS_PER_REVIEW = 8.0  # where there is no history yet
LIMITS = (5, 10, 20)  # new cards a day for which the cost is told


def pace(days: Sequence[DayCount], today: str) -> tuple[float, float, float]:
    """Return new cards a day over the last 30 days, seconds per review, and reviews per new card."""
    since = (date.fromisoformat(today) - timedelta(days=PACE_DAYS - 1)).isoformat()
    recent = [each for each in days if each.day >= since]
    new = sum(each.reviews for each in recent if each.state == "new")
    reviews = sum(each.reviews for each in days)
    seconds = sum(each.seconds for each in days)
    ever_new = sum(each.reviews for each in days if each.state == "new")
    return (
        new / PACE_DAYS,
        seconds / reviews if reviews and seconds else SECONDS_PER_REVIEW,
        max(1.0, reviews / ever_new) if ever_new >= PACE_DAYS else REVIEWS_PER_NEW,
    )


def deck_row(
    learnt: int, learning: int, new: int, per_day: float, seconds: float, reviews_per_new: float
) -> dict[str, Any]:  # fmt: skip
    """Return how far a deck is, the days to finish it at today's pace, and minutes a day for other limits.

    A limit costs the new cards and the reviews that they bring: `per_day * (1 + reviews_per_new)` answers a day.
    """

    def days(limit: float) -> int | None:
        return ceil(new / limit) if limit > 0 else None

    def minutes(limit: float) -> float:
        return round(limit * (1 + reviews_per_new) * seconds / 60, 1)

    return {
        "learnt": learnt, "learning": learning, "new": new,
        "days_left": 0 if not new else days(per_day), "minutes_a_day": minutes(per_day),
        "limits": [{"new_per_day": n, "days_left": days(n), "minutes_a_day": minutes(n)} for n in LIMITS],
    }  # fmt: skip
