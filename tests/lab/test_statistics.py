"""The statistics, compared with SciPy and NumPy."""

from random import Random

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from quizapp.lab.statistics import hodges_lehmann, interval, signed_rank_counts


@pytest.mark.parametrize("n", [5, 10, 16, 28])
def test_signed_ranks_are_distributed_as_scipy_says(n: int) -> None:
    """The exact distribution: the tail of each rank sum."""
    counts = signed_rank_counts(n)
    assert sum(counts) == 2**n
    random = Random(n)
    for _ in range(20):
        values = [random.gauss(0.3, 1) for _ in range(n)]
        ranks = stats.rankdata(numpy.abs(values))
        rank_sum = int(sum(rank for rank, value in zip(ranks, values, strict=True) if value < 0))
        found = sum(counts[: rank_sum + 1]) / 2**n
        wanted = stats.wilcoxon(values, alternative="greater", method="exact").pvalue
        assert found == pytest.approx(wanted)


@pytest.mark.parametrize("n", [10, 16, 28])
def test_the_interval_is_what_the_signed_rank_test_does_not_reject(n: int) -> None:
    """Just within its ends the test keeps the centre, just beyond it rejects it at 2 in 100."""
    random = Random(n)
    for _ in range(10):
        values = [random.gauss(0.2, 1) for _ in range(n)]
        low, high = interval(values)
        for end, outwards in ((low, -1e-9), (high, 1e-9)):
            beyond = stats.wilcoxon([value - end - outwards for value in values], method="exact").pvalue
            within = stats.wilcoxon([value - end + outwards for value in values], method="exact").pvalue
            assert beyond <= 0.02 < within


def test_the_estimate_is_the_median_of_pairwise_means() -> None:
    """By NumPy, over all pairs with themselves."""
    random = Random(7)
    values = [random.gauss(0, 1) for _ in range(21)]
    table = numpy.add.outer(values, values) / 2
    assert hodges_lehmann(values) == pytest.approx(float(numpy.median(table[numpy.triu_indices(21)])))


SAMPLES = st.lists(st.floats(-3, 3), min_size=5, max_size=28)


@given(SAMPLES)
def test_the_interval_contains_the_estimate_and_widens_with_confidence(values: list[float]) -> None:
    """For any samples."""
    low, high = interval(values)
    assert low <= hodges_lehmann(values) <= high
    narrow = interval(values, 0.8)
    assert low <= narrow[0] <= narrow[1] <= high


@given(SAMPLES, st.floats(-2, 2))
def test_scaling_times_shifts_the_estimate(values: list[float], shift: float) -> None:
    """A constant factor is a constant in logarithms."""
    moved = [value + shift for value in values]
    assert hodges_lehmann(moved) == pytest.approx(hodges_lehmann(values) + shift)


def test_signed_rank_counts_are_those_of_every_sign_pattern() -> None:
    """By brute force for six ranks."""
    brute = [0] * 22
    for signs in range(64):
        brute[sum(rank for rank in range(1, 7) if signs >> (rank - 1) & 1)] += 1
    assert signed_rank_counts(6) == brute


def test_an_interval_by_hand() -> None:
    """Of three values, the rank sums are 0 to 6, and 3 occurs twice. Of two values, it is their range."""
    assert interval([1.0, 2.0, 4.0], 0.5) == (1.5, 3.0)
    assert interval([1.0, 2.0, 4.0], 0.98) == (1.0, 4.0)
    assert interval([1.0, 3.0]) == (1.0, 3.0)
