"""FSRS's fuzz: the days to which an interval may be moved, and the one that a seed draws."""

from functools import lru_cache
from random import Random

from quizapp.core.float_sum import float_sum
from quizapp.core.seeded_random import drawn

# (from day, to day, share of the days in between): the jitter that FSRS's reference gives an interval
FUZZ = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, float("inf"), 0.05))


@lru_cache(maxsize=1024)  # 4 us, for each of the four ratings of a preview twice
def fuzz_range(days: int, maximum: int) -> tuple[int, int]:
    """Return the first and the last day to which FSRS's fuzz may move an interval (whole days)."""
    if days < 2.5:
        return days, days
    delta = 1.0 + float_sum(share * max(min(days, end) - start, 0.0) for start, end, share in FUZZ)
    low, high = max(2, round(days - delta)), min(round(days + delta), maximum)
    return min(low, high), high


@lru_cache(maxsize=64)  # four ratings are looked at before one is recorded
def fuzz_fraction(card: str, reviews: int) -> float:
    """Return the number in [0, 1) by which the fuzz of a card's next review is drawn."""
    return drawn(f"{card}:{reviews}", Random.random)


def fuzzed(days: int, *, card: str, reviews: int, maximum: int) -> int:
    """Return an interval (whole days) moved within FSRS's fuzz range, seeded by card and review count."""
    return day_within(*fuzz_range(days, maximum), fuzz_fraction(card, reviews))


def day_within(first: int, last: int, at: float) -> int:
    """Return the day from `first` to `last` that a fraction in [0, 1) draws, each with the same chance."""
    return first + int(at * (last - first + 1)) if first < last else last
