"""When and how much the learner studies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from quizapp.core.statistics.review_counts import DayCount, HourCount

RATINGS = ("again", "hard", "good", "easy")
SHOWN_DAYS = 30
CALENDAR_DAYS = 365
MIN_HOUR_REVIEWS = 20  # reviews that an hour needs before its recall is compared
REST = "A day without an answer ends the streak; the count of the last 30 days forgives it."


@dataclass(frozen=True, slots=True)
class StudyDay:
    """The reviews of one study day."""

    day: str
    reviews: int
    seconds: float
    recalled: int


@dataclass(frozen=True, slots=True)
class DayRatings:
    """How often each rating was given on one study day."""

    day: str
    again: int
    hard: int
    good: int
    easy: int

    @property
    def reviews(self) -> int:
        """The reviews of the day."""
        return self.again + self.hard + self.good + self.easy


@dataclass(frozen=True, slots=True)
class Habit:
    """When the learner studies: a year of days, the ratings of the last days with reviews, hours of the day."""

    calendar: Sequence[StudyDay]
    ratings: Sequence[DayRatings]
    hours: Sequence[HourCount]
    best_hour: int | None
    rest: str = REST


LEVELS = 5  # of a heat map, the one for no reviews included


def level(reviews: int, most: int) -> int:
    """Return the level of a day in a heat map: 0 without reviews, else 1 to 4, up to quarters of the busiest day."""
    return min(LEVELS - 1, ceil(reviews / most * (LEVELS - 1))) if reviews else 0


def month_starts(first: date, weeks: int) -> dict[int, str]:
    """Return week -> name of the month that begins in it, such as `Mar`; the weeks begin at `first`, a Monday."""
    ends = (first + timedelta(weeks=week, days=6) for week in range(weeks))
    return {week: end.strftime("%b") for week, end in enumerate(ends) if end.day <= 7}


def per_day(days: Sequence[DayCount]) -> list[StudyDay]:
    """Return reviews, seconds and recalled of each study day, oldest first."""
    rows: dict[str, tuple[int, float, int]] = {}
    for each in days:
        reviews, seconds, recalled = rows.get(each.day, (0, 0.0, 0))
        again = each.rating == "again"
        rows[each.day] = reviews + each.reviews, seconds + each.seconds, recalled + (0 if again else each.reviews)
    return [StudyDay(day, n, round(seconds, 1), recalled) for day, (n, seconds, recalled) in sorted(rows.items())]


def habit(days: Sequence[DayCount], hours: Sequence[HourCount], today: str) -> Habit:
    """Return the calendar of the last 365 days, recent ratings, and the hours of the day."""
    since = (date.fromisoformat(today) - timedelta(days=CALENDAR_DAYS - 1)).isoformat()
    return Habit(
        calendar=[row for row in per_day(days) if row.day >= since],
        ratings=_ratings(days)[-SHOWN_DAYS:],
        hours=hours,
        best_hour=best_hour(hours),
    )


def _ratings(days: Sequence[DayCount]) -> list[DayRatings]:
    rows: dict[str, dict[str, int]] = {}
    for each in days:
        row = rows.setdefault(each.day, dict.fromkeys(RATINGS, 0))
        row[each.rating] += each.reviews
    return [DayRatings(day, **rows[day]) for day in sorted(rows)]


def best_hour(hours: Sequence[HourCount]) -> int | None:
    """Return the hour with the best recall; None if no hour has enough reviews to tell."""
    telling = [each for each in hours if each.reviews >= MIN_HOUR_REVIEWS]
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
