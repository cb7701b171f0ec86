"""What is remembered, how well it is held, and when it comes back."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt
from typing import Literal

from quizapp.core.float_sum import float_sum
from quizapp.core.statistics.review_counts import BinCount, DayCount

SMALL = 30  # reviews below which a share is marked as uncertain
Z95 = 1.959963984540054  # the normal quantile of a 95% interval
Period = Literal["day", "week", "month"]
PERIODS: dict[Period, int] = {"day": 30, "week": 26, "month": 24}  # how many of each are shown
STABILITY_EDGES = (1, 3, 7, 21, 60, 180, 365)  # days
DIFFICULTY_EDGES = (2, 3, 4, 5, 6, 7, 8, 9)
CHANCE_EDGES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class RetentionWindows:
    """True retention of the last 7 and 30 study days and of all time, in [0, 1]; None without reviews."""

    days_7: float | None
    days_30: float | None
    all: float | None


@dataclass(frozen=True, slots=True)
class PeriodRetention:
    """True retention from a day on, with its 95% interval; `small` where there are too few reviews to trust it."""

    reviews: int
    recalled: int
    low: float
    high: float
    small: bool
    start: str


@dataclass(frozen=True, slots=True)
class Recalled:
    """Reviews, and how many of them were recalled."""

    reviews: int
    recalled: int


@dataclass(frozen=True, slots=True)
class ByAge:
    """Reviews of young and mature memories; mature is 21 days or more after the review before."""

    young: Recalled
    mature: Recalled


@dataclass(frozen=True, slots=True)
class Bin:
    """How many cards lie in [low, high); `high` is None for the open last bin."""

    low: float
    high: float | None
    cards: int


@dataclass(frozen=True, slots=True)
class DueDay:
    """How many cards are due on a study day."""

    day: str
    due: int


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Mean predicted and actual recall of the reviews in one bin."""

    predicted: float
    recalled: float
    count: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well recall is predicted; None and no bins without predicted reviews."""

    log_loss: float | None
    rmse_bins: float | None
    bins: Sequence[CalibrationBin]


def wilson(recalled: int, reviews: int, z: float = Z95) -> tuple[float, float]:
    """Return the Wilson score interval of a share, 95% by default (Wilson 1927); (0, 1) without reviews."""
    if not reviews:
        return 0.0, 1.0
    share, square = recalled / reviews, z * z
    centre = (share + square / (2 * reviews)) / (1 + square / reviews)
    half = z / (1 + square / reviews) * sqrt(share * (1 - share) / reviews + square / (4 * reviews * reviews))
    return max(0.0, centre - half), min(1.0, centre + half)


def true_retention(days: Iterable[DayCount], since: str = "") -> float | None:
    """Return the share of reviews of Review cards that were recalled, in [0, 1]; None without any."""
    reviews = recalled = 0
    for each in days:
        if each.state == "review" and each.day >= since:
            reviews += each.reviews
            recalled += each.reviews if each.rating != "again" else 0
    return recalled / reviews if reviews else None


def retention_windows(days: Sequence[DayCount], today: str) -> RetentionWindows:
    """Return true retention of the last 7 and 30 study days and of all time."""
    day = date.fromisoformat(today)
    week, month = (true_retention(days, (day - timedelta(days=n - 1)).isoformat()) for n in (7, 30))
    return RetentionWindows(week, month, true_retention(days))


def retention_over_time(days: Sequence[DayCount]) -> dict[Period, list[PeriodRetention]]:
    """Return true retention by day, week (from Monday) and month, the newest last."""
    starts: dict[Period, Callable[[date], date]] = {
        "day": lambda day: day,
        "week": lambda day: day - timedelta(days=day.weekday()),
        "month": lambda day: day.replace(day=1),
    }
    return {name: _retention(days, start)[-PERIODS[name] :] for name, start in starts.items()}


def _retention(days: Sequence[DayCount], start: Callable[[date], date]) -> list[PeriodRetention]:
    found: dict[date, list[int]] = {}
    known: dict[str, date] = {}
    for each in days:
        if each.state == "review":
            if each.day not in known:
                known[each.day] = start(date.fromisoformat(each.day))
            row = found.setdefault(known[each.day], [0, 0])
            row[0] += each.reviews
            row[1] += each.reviews if each.rating != "again" else 0
    return [_period(day, reviews, recalled) for day, (reviews, recalled) in sorted(found.items())]


def _period(start: date, reviews: int, recalled: int) -> PeriodRetention:
    low, high = wilson(recalled, reviews)
    return PeriodRetention(reviews, recalled, low, high, reviews < SMALL, start.isoformat())


def by_age(days: Sequence[DayCount]) -> ByAge:
    """Return reviews and recalled of young and mature memories."""
    return ByAge(_recalled(days, mature=False), _recalled(days, mature=True))


def _recalled(days: Iterable[DayCount], *, mature: bool) -> Recalled:
    rows = [each for each in days if each.state == "review" and bool(each.mature) is mature]
    return Recalled(sum(r.reviews for r in rows), sum(r.reviews for r in rows if r.rating != "again"))


def distribution(values: Iterable[float], edges: Sequence[float], top: float | None) -> list[Bin]:
    """Return how many values lie between the edges: the first bin begins at 0, the last ends at `top` (None: open)."""
    counts = [0] * (len(edges) + 1)
    for value in values:
        counts[bisect_right(edges, value)] += 1
    ends: list[float | None] = [0, *edges, top]
    return [Bin(low or 0, high, n) for low, high, n in zip(ends, ends[1:], counts, strict=False)]


def forecast(due_ms: Iterable[int], starts: Sequence[int], today: str) -> list[DueDay]:
    """Return how many cards are due on each coming study day; overdue cards count today.

    `starts` are the beginnings of the days in milliseconds, one more than there are days.
    """
    ordered = sorted(due_ms)
    ends = [0, *(bisect_left(ordered, start) for start in starts[1:])]
    counts = [end - begin for begin, end in pairwise(ends)]
    first = date.fromisoformat(today)
    return [DueDay((first + timedelta(days=n)).isoformat(), count) for n, count in enumerate(counts)]


def calibration(tenths: Sequence[BinCount], bins: Sequence[BinCount]) -> Calibration:
    """Return log loss and RMSE(bins) of predicted against actual recall, and the means by tenths of the chance."""
    total = sum(each.reviews for each in bins)
    if not total:
        return Calibration(None, None, ())
    square = float_sum((each.recalled - each.chances) ** 2 / each.reviews for each in bins) / total
    shown = [CalibrationBin(b.chances / b.reviews, b.recalled / b.reviews, b.reviews) for b in tenths]
    return Calibration(float_sum(each.loss for each in bins) / total, sqrt(square), shown)


def mastery(sections: Iterable[float | None]) -> float:
    """Return the mean chance of recall over the sections that have cards; an unseen section counts 0."""
    values = [value or 0.0 for value in sections]
    return float_sum(values) / len(values) if values else 0.0
