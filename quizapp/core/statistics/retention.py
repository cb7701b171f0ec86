"""What is remembered, how well it is held, and when it comes back."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt
from typing import Any

from quizapp.core.statistics.review_counts import BinCount, DayCount

SMALL = 30  # reviews below which a share says little
Z95 = 1.959963984540054  # the normal quantile of a 95% interval
PERIODS = {"day": 30, "week": 26, "month": 24}  # how many of each are shown
STABILITY_EDGES = (1, 3, 7, 21, 60, 180, 365)  # days
DIFFICULTY_EDGES = (2, 3, 4, 5, 6, 7, 8, 9)
CHANCE_EDGES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)


def wilson(recalled: int, reviews: int, z: float = Z95) -> tuple[float, float]:
    """Return the Wilson score interval of a share, 95% by default (Wilson 1927); (0, 1) of nothing."""
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


def retention_windows(days: Sequence[DayCount], today: str) -> dict[str, float | None]:
    """Return true retention of the last 7 and 30 study days and of all time."""
    day = date.fromisoformat(today)
    since = {"7": day - timedelta(days=6), "30": day - timedelta(days=29)}
    windows = {name: true_retention(days, start.isoformat()) for name, start in since.items()}
    return windows | {"all": true_retention(days)}


def retention_over_time(days: Sequence[DayCount]) -> dict[str, list[dict[str, Any]]]:
    """Return true retention by day, week (from Monday) and month with its interval, the newest last."""
    starts: dict[str, Callable[[date], date]] = {
        "day": lambda day: day,
        "week": lambda day: day - timedelta(days=day.weekday()),
        "month": lambda day: day.replace(day=1),
    }
    return {name: _retention(days, start)[-PERIODS[name] :] for name, start in starts.items()}


def _retention(days: Sequence[DayCount], start: Callable[[date], date]) -> list[dict[str, Any]]:
    found: dict[date, list[int]] = {}
    known: dict[str, date] = {}
    for each in days:
        if each.state == "review":
            if each.day not in known:
                known[each.day] = start(date.fromisoformat(each.day))
            row = found.setdefault(known[each.day], [0, 0])
            row[0] += each.reviews
            row[1] += each.reviews if each.rating != "again" else 0
    return [_share(recalled, reviews) | {"from": day.isoformat()} for day, (reviews, recalled) in sorted(found.items())]


def _share(recalled: int, reviews: int) -> dict[str, Any]:
    low, high = wilson(recalled, reviews)
    return {"reviews": reviews, "recalled": recalled, "low": low, "high": high, "small": reviews < SMALL}


def by_age(days: Iterable[DayCount]) -> dict[str, dict[str, int]]:
    """Return reviews and recalled of young and mature memories: the last review 21 days ago or more is mature."""
    found = {name: {"reviews": 0, "recalled": 0} for name in ("young", "mature")}
    for each in days:
        if each.state == "review":
            row = found["mature" if each.mature else "young"]
            row["reviews"] += each.reviews
            row["recalled"] += each.reviews if each.rating != "again" else 0
    return found


def distribution(values: Iterable[float], edges: Sequence[float], top: float | None) -> list[dict[str, Any]]:
    """Return how many values lie between the edges, the first from 0, the last up to `top` (None: open)."""
    counts = [0] * (len(edges) + 1)
    for value in values:
        counts[bisect_right(edges, value)] += 1
    ends = [0, *edges, top]
    return [{"low": low, "high": high, "cards": n} for low, high, n in zip(ends, ends[1:], counts, strict=False)]


def forecast(due_ms: Iterable[int], starts: Sequence[int], today: str) -> list[dict[str, Any]]:
    """Return what is due on each coming study day, whose beginnings are `starts` (one more than days); what is
    overdue counts today.
    """
    ordered = sorted(due_ms)
    ends = [0, *(bisect_left(ordered, start) for start in starts[1:])]
    counts = [end - begin for begin, end in pairwise(ends)]
    first = date.fromisoformat(today)
    return [{"day": (first + timedelta(days=n)).isoformat(), "due": count} for n, count in enumerate(counts)]


def calibration(tenths: Sequence[BinCount], bins: Sequence[BinCount]) -> dict[str, Any]:
    """Return log loss and RMSE(bins) of predicted against actual recall, and the means by tenths of the chance."""
    total = sum(each.reviews for each in bins)
    if not total:
        return {"log_loss": None, "rmse_bins": None, "bins": []}
    square = sum((each.recalled - each.chances) ** 2 / each.reviews for each in bins) / total
    shown = [
        {"predicted": each.chances / each.reviews, "recalled": each.recalled / each.reviews, "count": each.reviews}
        for each in tenths
    ]
    return {"log_loss": sum(each.loss for each in bins) / total, "rmse_bins": sqrt(square), "bins": shown}


def mastery(sections: Iterable[float | None]) -> float:
    """Return the mean chance of recall over the sections that have cards, an unseen one counting 0."""
    values = [value or 0.0 for value in sections]
    return sum(values) / len(values) if values else 0.0
