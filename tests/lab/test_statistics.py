"""The statistics against SciPy, and recorded runs through the verdict."""

import json
from pathlib import Path
from random import Random

import numpy
import pytest
from scipy import stats

from quizapp.lab.statistics import hodges_lehmann, interval, signed_rank_counts
from quizapp.lab.system_load import Load
from quizapp.lab.verdict import Bounds, decide

RECORDED = json.loads((Path(__file__).parent / "recorded.json").read_text())


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


@pytest.mark.parametrize("run", RECORDED, ids=lambda run: run["name"])
def test_a_recorded_run_is_judged_as_it_should_be(run: dict) -> None:  # type: ignore[type-arg]
    """Runs of a real machine, quiet and beside a program that used a core."""
    bounds = Bounds(low=run["low"], high=run["high"])
    load = Load(foreign=run["foreign"], stolen=run["stolen"], throttled=run["throttled"])
    found = decide(run["figures"], bounds, load, cores=run["cores"], needs_cores=run["needs_cores"])
    assert found.verdict == run["verdict"], found


def test_an_interval_by_hand() -> None:
    """Of three values the rank sums are 0 to 6, two of them 3; of two values there is no more than the range."""
    assert interval([1.0, 2.0, 4.0], 0.5) == (1.5, 3.0)
    assert interval([1.0, 2.0, 4.0], 0.98) == (1.0, 4.0)
    assert interval([1.0, 3.0]) == (1.0, 3.0)
