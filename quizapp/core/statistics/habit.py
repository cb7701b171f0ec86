"""When and how much the learner studies."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from quizapp.core.statistics.review_counts import DayCount, HourCount

RATINGS = ("again", "hard", "good", "easy")
SHOWN_DAYS = 30
CALENDAR_DAYS = 365
MOST_TELLING = 20  # reviews of an hour from which on its recall says something
REST = "A day without an answer ends the streak; the count of the last 30 days forgives it."


def per_day(days: Sequence[DayCount]) -> list[dict[str, Any]]:
    """Return reviews, seconds and recalled of each study day, oldest first."""
    rows: dict[str, dict[str, Any]] = {}
    for each in days:
        row = rows.setdefault(each.day, {"day": each.day, "reviews": 0, "seconds": 0.0, "recalled": 0})
        row["reviews"] += each.reviews
        row["seconds"] += each.seconds
        row["recalled"] += each.reviews if each.rating != "again" else 0
    return [rows[day] | {"seconds": round(rows[day]["seconds"], 1)} for day in sorted(rows)]


def habit(days: Sequence[DayCount], hours: Sequence[HourCount], today: str) -> dict[str, Any]:
    """Return the calendar of a year, the ratings of the last days with reviews, and the hours of the day."""
    since = (date.fromisoformat(today) - timedelta(days=CALENDAR_DAYS - 1)).isoformat()
    calendar = [{name: row[name] for name in ("day", "reviews", "seconds")} for row in per_day(days)]
    return {
        "rest": REST,
        "calendar": [row for row in calendar if row["day"] >= since],
        "ratings": _ratings(days)[-SHOWN_DAYS:],
        "hours": [each._asdict() for each in hours],
        "best_hour": best_hour(hours),
    }


def _ratings(days: Sequence[DayCount]) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for each in days:
        row = rows.setdefault(each.day, {"day": each.day} | dict.fromkeys(RATINGS, 0))
        row[each.rating] += each.reviews
    return [rows[day] for day in sorted(rows)]


def best_hour(hours: Sequence[HourCount]) -> int | None:
    """Return the hour in which most is recalled; None where no hour has enough reviews to tell."""
    telling = [each for each in hours if each.reviews >= MOST_TELLING]
    best = max(telling, key=lambda each: (each.recalled / each.reviews, each.reviews), default=None)
    return best.hour if best else None


def longest_streak(days: Sequence[str]) -> int:
    """Return the longest run of consecutive study days."""
    best = run = 0
    last: date | None = None
    for day in sorted({date.fromisoformat(day) for day in days}):
        run = run + 1 if last is not None and day - last == timedelta(days=1) else 1
        best, last = max(best, run), day
    return best
