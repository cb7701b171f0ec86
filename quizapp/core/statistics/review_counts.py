"""Reviews counted once, so that no figure has to read a million of them again.

The bins of the calibration are those of the field's benchmark (srs-benchmark): only a review a day or more after the
one before counts, and its bin is the days since then, the number of such reviews and the lapses among them, each on a
logarithmic scale.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from quizapp.core.calibration_bins import calibration_bin

MATURE_DAYS = 21  # since the review before: the field's line between young and mature
SMALLEST = 1e-6  # a chance is never taken to be nearer to 0 or 1
TENTHS = 10


class Seen(NamedTuple):
    """One review; `chance` is the retrievability that was predicted just before it, None for a new card."""

    card: str
    time_ms: int
    day: str
    rating: str
    state: str
    seconds: float
    chance: float | None


class DayCount(NamedTuple):
    """Reviews of a study day with the same rating, state before, and age of the memory."""

    day: str
    rating: str
    state: str
    mature: bool
    reviews: int
    seconds: float


class HourCount(NamedTuple):
    """Reviews that began in an hour of the day, 0 to 23."""

    hour: int
    reviews: int
    recalled: int


class BinCount(NamedTuple):
    """Predicted reviews of one bin: the sums of the chances and of the log losses."""

    bin: tuple[float, ...]
    reviews: int
    chances: float
    recalled: int
    loss: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """All that the figures need of the reviews; `tenths` are bins of the chance, `bins` those of the benchmark."""

    days: Sequence[DayCount] = ()
    hours: Sequence[HourCount] = ()
    tenths: Sequence[BinCount] = ()
    bins: Sequence[BinCount] = ()


CountKey = tuple[str, str, int, str, str, bool]  # day, deck, hour, state, rating, mature
BinKey = tuple[str, str, int, float, float, float]  # day, deck, tenth, days, reviews, lapses


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """Counts as they are kept: (reviews, seconds), and (reviews, chances, recalled, loss)."""

    counts: dict[CountKey, list[float]]
    bins: dict[BinKey, list[float]]


@lru_cache(maxsize=65536)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def tally(seen: Iterable[Seen], hour_of: Callable[[int], int], since: str = "") -> ReviewCounts:
    """Return the counts of reviews given card by card, each card's oldest first; earlier days than `since` are not
    counted, but known to the cards.
    """
    counts: dict[CountKey, list[float]] = defaultdict(lambda: [0, 0.0])
    bins: dict[BinKey, list[float]] = defaultdict(lambda: [0, 0.0, 0, 0.0])
    card, last, spaced, lapses = "", 0, 1, 0
    for each in seen:
        ordinal = _ordinal(each.day)
        if each.card != card:
            card, last, spaced, lapses = each.card, ordinal, 1, 0
        gap, last = ordinal - last, ordinal
        recalled = each.rating != "again"
        spaced += gap > 0
        if each.day >= since:
            deck = card.partition("/")[0]
            count = counts[each.day, deck, hour_of(each.time_ms), each.state, each.rating, gap >= MATURE_DAYS]
            count[0] += 1
            count[1] += each.seconds
            if gap > 0 and each.chance is not None:
                _count_bin(bins, each, deck, (gap, spaced, lapses), recalled)
        lapses += gap > 0 and not recalled
    return ReviewCounts(dict(counts), dict(bins))


def _count_bin(
    bins: dict[BinKey, list[float]], each: Seen, deck: str, place: tuple[int, int, int], recalled: bool
) -> None:  # fmt: skip
    assert each.chance is not None
    gap, spaced, lapses = place
    clipped = min(max(each.chance, SMALLEST), 1 - SMALLEST)
    tenth = min(int(each.chance * TENTHS), TENTHS - 1)
    found = bins[each.day, deck, tenth, *calibration_bin(gap, spaced, lapses)]
    found[0] += 1
    found[1] += each.chance
    found[2] += recalled
    found[3] -= math.log(clipped if recalled else 1 - clipped)


def counts_of(found: ReviewCounts) -> Counts:
    """Return what the figures need of a tally."""
    days: dict[tuple[str, str, str, bool], list[float]] = defaultdict(lambda: [0, 0.0])
    hours: Counter[tuple[int, bool]] = Counter()
    for (day, _, hour, state, rating, mature), (reviews, seconds) in found.counts.items():
        row = days[day, rating, state, mature]
        row[0] += reviews
        row[1] += seconds
        hours[hour, rating != "again"] += int(reviews)
    tenths: dict[tuple[float, ...], list[float]] = defaultdict(lambda: [0, 0.0, 0, 0.0])
    bins: dict[tuple[float, ...], list[float]] = defaultdict(lambda: [0, 0.0, 0, 0.0])
    for (_, _, tenth, *place), values in found.bins.items():
        for row in (tenths[(tenth,)], bins[tuple(place)]):
            row[:] = [old + new for old, new in zip(row, values, strict=True)]
    return Counts(
        days=[DayCount(*key, int(n), seconds) for key, (n, seconds) in sorted(days.items())],
        hours=[HourCount(h, hours[h, True] + hours[h, False], hours[h, True]) for h in sorted({h for h, _ in hours})],
        tenths=[_bin_count(key, values) for key, values in sorted(tenths.items())],
        bins=[_bin_count(key, values) for key, values in sorted(bins.items())],
    )


def _bin_count(key: tuple[float, ...], values: Sequence[float]) -> BinCount:
    return BinCount(key, int(values[0]), values[1], int(values[2]), values[3])
