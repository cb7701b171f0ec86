"""The sum whose bits do not depend on the version of Python."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.float_sum import float_sum
from quizapp.core.fuzz import fuzz_range
from quizapp.core.load_balancing import choose

numbers = st.floats(-1e9, 1e9)


def test_additions_are_not_compensated() -> None:
    """The built-in sum gives 1.0 from Python 3.12 on, and 0.9999999999999999 before."""
    assert float_sum([0.1] * 10) == 0.9999999999999999
    assert float_sum([1e16, 1.0, -1e16]) == 0.0


@given(st.lists(numbers), numbers)
def test_each_addition_is_rounded_in_order(values: list[float], last: float) -> None:
    """One more value adds to the sum of those before it."""
    assert float_sum([*values, last]) == float_sum(values) + last


def test_fuzz_range_is_the_same_on_every_version() -> None:
    """As Python 3.11 computes it with the built-in sum."""
    ranges = [(2, 4), (5, 9), (9, 13), (17, 23), (103, 119), (345, 385)]
    assert [fuzz_range(days, 36500) for days in (3, 7, 11, 20, 111, 365)] == ranges


def test_balanced_day_is_the_same_on_every_version() -> None:
    """With equal loads the last bit of a sum decides between two days; a compensated sum gives 27 for 3 / 11."""
    assert [choose(30, 25, [2] * 11, [1.0] * 11, draw / 11) for draw in range(1, 11)] == list(range(26, 36))
