"""A sum of floats that has the same bits on every version of Python."""

from collections.abc import Iterable


def float_sum(values: Iterable[float]) -> float:
    """Return the sum of numbers, each addition rounded, from the first to the last.

    The built-in `sum` does this up to Python 3.11; from 3.12 on it compensates for the rounding, so that the last bits
    differ. Two devices of a learner may have different versions, and must plan the same day for a card.
    """
    total = 0.0
    for value in values:
        total += value
    return total
