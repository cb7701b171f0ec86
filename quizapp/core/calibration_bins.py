"""The bins in which srs-benchmark compares predicted with actual recall (its RMSE(bins))."""

import math
from functools import lru_cache


def calibration_bin(days: int, reviews: int, lapses: int) -> tuple[float, float, float]:
    """Return the bin of a review: days since the review before, spaced reviews until then, lapses among them."""
    return _log_bin(days, 2.48, 3.62, 2), _log_bin(reviews, 1.99, 1.89, 0), _log_bin(lapses, 1.65, 1.73, 0)


@lru_cache(maxsize=4096)
def _log_bin(count: int, start: float, base: float, digits: int) -> float:
    """Return the bin of a count on a logarithmic scale; 0 for 0."""
    return round(start * base ** math.floor(math.log(count) / math.log(base)), digits) if count else 0.0
