"""Robust estimates, which outliers do not move. Pure."""

from collections.abc import Sequence
from statistics import median

CONFIDENCE = 0.98


def walsh_averages(values: Sequence[float]) -> list[float]:
    """Return the means of all pairs (a value with itself too), sorted."""
    return sorted((values[i] + values[j]) / 2 for i in range(len(values)) for j in range(i, len(values)))


def hodges_lehmann(values: Sequence[float]) -> float:
    """Return the median of the Walsh averages (Hodges and Lehmann 1963). Raises ValueError for no values."""
    if not values:
        raise ValueError("no values")
    return median(walsh_averages(values))


def signed_rank_counts(n: int) -> list[int]:
    """Return how many of the 2**n sign patterns give each rank sum 0, 1, ..., n(n+1)/2 (Wilcoxon 1945)."""
    counts = [1]
    for rank in range(1, n + 1):
        counts = [
            (counts[s] if s < len(counts) else 0) + (counts[s - rank] if 0 <= s - rank < len(counts) else 0)
            for s in range(len(counts) + rank)
        ]
    return counts


def interval(values: Sequence[float], confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the exact Wilcoxon signed-rank interval of the centre, with at least the requested confidence.

    With too few values for that confidence, return the range of the Walsh averages.
    """
    averages, n = walsh_averages(values), len(values)
    tail, total, cut = (1 - confidence) / 2 * 2**n, 0, 0
    for rank_sum, count in enumerate(signed_rank_counts(n)):
        total += count
        if total > tail:
            cut = rank_sum
            break
    low = max(0, cut - 1)
    return averages[low], averages[len(averages) - 1 - low]
