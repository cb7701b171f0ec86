"""Which day within the fuzz: the load of the days, easy days, days off.

A day's weight is its share of work over the square of what is due on it already, so that busy days are rarely
chosen. The weights are then tilted until their mean is the interval that FSRS wants: later days have less due on
them, and without the tilt every interval would grow and retention fall.
"""

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EASY_SHARE = 0.5  # of the work of a usual day
STEEPEST = 8.0  # the tilt that chooses the nearest open day if no mixture reaches the interval
LAST_STEP = 0.01  # of the tilt times the range: the error after a step of Newton's method is about its square


@dataclass(frozen=True, slots=True)
class Calendar:
    """The learner's week and holidays; weekdays count from Monday, 0."""

    easy: frozenset[int] = frozenset()
    off: frozenset[int] = frozenset()
    away: tuple[tuple[date, date], ...] = ()  # first and last day

    def share(self, day: date) -> float:
        """Return the share of a usual day's work on a day: 1, 0.5 on an easy day, 0 on a day off."""
        if day.weekday() in self.off or any(first <= day <= last for first, last in self.away):
            return 0.0
        return EASY_SHARE if day.weekday() in self.easy else 1.0


def _weekday(word: str) -> int:
    if word.lower()[:3] not in WEEKDAYS or not re.fullmatch(r"[A-Za-z]{3,9}", word):
        raise ValueError("days of the week such as `sat sun`")
    return WEEKDAYS.index(word.lower()[:3])


def easy_days(text: str) -> frozenset[int]:
    """Return the weekdays in a setting such as `sat sun`. Raises ValueError with what was expected."""
    return frozenset(_weekday(word) for word in re.split(r"[\s,]+", text.strip()) if word)


def days_off(text: str) -> tuple[frozenset[int], tuple[tuple[date, date], ...]]:
    """Return the weekdays and date spans in a setting. Raises ValueError with what was expected."""
    weekly: set[int] = set()
    away: list[tuple[date, date]] = []
    for word in re.split(r"[\s,]+", text.strip()):
        if word[:1].isdigit():
            away.append(_span(word))
        elif word:
            weekly.add(_weekday(word))
    if len(weekly) == 7:
        raise ValueError("at least one day of the week to study on")
    return frozenset(weekly), tuple(away)


def _span(word: str) -> tuple[date, date]:
    first, _, last = word.partition("..")
    try:
        span = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        raise ValueError("days of the week and dates, such as `sun 2026-12-24..2026-12-31`") from None
    if span[1] < span[0] or (span[1] - span[0]).days > 366:
        raise ValueError("spans of at most a year that end after they begin")
    return span


EVERY_DAY = Calendar()


@lru_cache(maxsize=8)
def calendar_of(easy: str, off: str) -> Calendar:
    """Return the calendar of the settings `easy_days` and `days_off`. Raises ValueError with what was expected."""
    weekly, away = days_off(off)
    return Calendar(easy=easy_days(easy), off=weekly, away=away)


@dataclass(frozen=True, slots=True)
class DayChances:
    """The days on which a card may become due, with their chances."""

    first: int  # in days from today
    reached: tuple[float, ...]  # the sum of the weights of the days up to each

    def day(self, at: float) -> int:
        """Return the day that a fraction in [0, 1) draws, in days from today: the same one gives the same day."""
        return self.first + min(bisect_right(self.reached, at * self.reached[-1]), len(self.reached) - 1)


def day_chances(interval: int, first: int, loads: Sequence[int], shares: Sequence[float]) -> DayChances | None:
    """Return the chances of the days on which a card may become due; None if all are days off.

    `interval` is what FSRS wants, in days from today. `loads` are the cards already due on each day from day `first`
    on, and `shares` the share of a usual day's work on each.
    """
    weights = [share / (1 + load / share) ** 2 if share else 0.0 for load, share in zip(loads, shares, strict=True)]
    while weights and not weights[-1]:
        weights.pop()
    if not weights:
        return None
    skipped = next(index for index, weight in enumerate(weights) if weight)
    first += skipped
    return DayChances(first, tuple(accumulate(_tilted(weights[skipped:], first - interval))))


def choose(interval: int, first: int, loads: Sequence[int], shares: Sequence[float], at: float) -> int | None:
    """Return the day that `at` in [0, 1) draws from `day_chances`; None if all are days off."""
    chances = day_chances(interval, first, loads, shares)
    return chances.day(at) if chances else None


def _tilted(weights: Sequence[float], first: int) -> list[float]:
    """Return weights in proportion to weight * exp(tilt * offset), with the tilt whose mean offset is nearest to 0.

    `first` is the offset of the first day; the first and the last weight are above 0. No factor is above 1, so that
    none is infinite, however many days there are.
    """
    tilt = _tilt(weights, first)
    ratio, factor, found = math.exp(-abs(tilt)), 1.0, []
    for weight in reversed(weights) if tilt > 0 else weights:
        found.append(weight * factor)
        factor *= ratio
    return found[::-1] if tilt > 0 else found


def _tilt(weights: Sequence[float], first: int) -> float:
    """Return the tilt, within STEEPEST, at which the later days pull as much as the earlier ones.

    A day pulls by weight * offset. Newton's method on the logarithm of the ratio of later to earlier pulls, which is
    nearly a straight line, needs 2 to 4 passes over the days; bisection needed 24. A step out of the bracket halves the
    bracket instead.
    """
    last = first + len(weights) - 1
    if first >= 0 or last <= 0:  # no mixture of the days has a mean offset of 0
        return -STEEPEST if first >= 0 else STEEPEST
    later = [weights[offset - first] * offset for offset in range(last, 0, -1)]  # the farthest day first
    earlier = [weights[offset - first] * -offset for offset in range(first, 0)]
    low, high, tilt = -STEEPEST, STEEPEST, 0.0
    for _ in range(24):
        (after, after_slope), (before, before_slope) = _pull(later, tilt), _pull(earlier, -tilt)
        excess, slope = math.log(after / before), after_slope / after + before_slope / before
        newton = tilt - excess / slope
        low, high = (low, tilt) if excess > 0 else (tilt, high)
        if abs(newton - tilt) * (last - first) < LAST_STEP:
            return min(max(newton, -STEEPEST), STEEPEST)
        tilt = newton if low < newton < high else (low + high) / 2
    return tilt


def _pull(pulls: Sequence[float], tilt: float) -> tuple[float, float]:
    """Return the sum of the pulls * exp(tilt * distance), and its derivative by the tilt; the farthest day first.

    A polynomial in exp(tilt), by Horner's rule: an exponential for each day takes three times as long.
    """
    ratio, total, slope = math.exp(tilt), 0.0, 0.0
    for pull in pulls:
        slope = slope * ratio + total
        total = total * ratio + pull
    return total * ratio, (slope * ratio + total) * ratio


def next_open(calendar: Calendar, today: date, days: int) -> int:
    """Return the first day that is not a day off, in days from today, from `days` on."""
    while calendar.share(today + timedelta(days=days)) == 0.0:
        days += 1
    return days
