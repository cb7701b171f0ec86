"""The lateness of a clock that should tick every 10 ms."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.lab.measures import lateness


def ticks(*gaps: float) -> list[float]:
    """The times of a clock with these gaps, in seconds."""
    times = [7.0]
    for gap in gaps:
        times.append(times[-1] + gap)
    return times


@pytest.mark.parametrize(
    ("gaps", "late"),
    [
        ((0.01, 0.01, 0.01), 0.1), ((0.0101, 0.0102, 0.0103), 0.2), ((0.015, 0.015, 0.015), 5.0),
        ((0.01, 0.01, 0.5), 0.1), ((0.051, 0.051, 0.011), 41.0), ((0.0, 0.0), 0.1),
    ],
)  # fmt: skip
def test_a_tick_is_late_by_the_median_of_the_gaps(gaps: tuple[float, ...], late: float) -> None:
    """In milliseconds over the 10 that are right; one disturbed tick does not count, nor does an early one."""
    assert lateness.reading({"value": ticks(*gaps)}) == pytest.approx(late)


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=30), st.floats(0.0, 1.0))
def test_a_clock_that_is_slower_is_later(gaps: list[float], more: float) -> None:
    """By the time that is added to every gap, from the smallest lateness on."""
    once, slower = (lateness.reading({"value": ticks(*each)}) for each in (gaps, [gap + more for gap in gaps]))
    assert lateness.LEAST <= once <= slower + 1e-6
    assert slower <= once + 1000 * more + 1e-6


@pytest.mark.parametrize("value", [None, 3, [], [1.0, 2.0], [1.0, "2", 3.0], [1.0, True, 3.0], [3.0, 2.0, 1.0]])
def test_other_results_are_refused(value: Any) -> None:
    """With what main() should return."""
    with pytest.raises(ValueError, match="the times in seconds"):
        lateness.reading({"value": value})


def test_a_comparison_is_how_many_times_as_late() -> None:
    """As for the other measures of which more is worse."""
    assert lateness.compared(2.0, 8.0) == 4.0
