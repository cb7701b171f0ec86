"""The choice of a day within the fuzz."""

from collections import Counter
from datetime import date
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizapp.core.load_balancing import Calendar, calendar_of, choose, days_off, easy_days, next_open

MONDAY = date(2026, 3, 2)
loads_of = st.lists(st.tuples(st.integers(0, 300), st.sampled_from([0.0, 0.5, 1.0, 1.0])), min_size=1, max_size=15)


@given(loads_of, st.integers(3, 90), st.integers(0, 7), st.floats(0, 1, exclude_max=True))
def test_a_day_within_the_range_that_is_not_off(
    days: list[tuple[int, float]], interval: int, before: int, at: float
) -> None:
    """Or none, where all of them are off."""
    loads, shares = zip(*days, strict=True)
    first = max(2, interval - before)
    chosen = choose(interval, first, loads, shares, at)
    if not any(shares):
        assert chosen is None
    else:
        assert chosen is not None
        assert first <= chosen < first + len(days)
        assert shares[chosen - first] > 0


@given(st.lists(st.integers(0, 40), min_size=7, max_size=7), st.integers(20, 90))
def test_the_mean_stays_the_interval(loads: list[int], interval: int) -> None:
    """Whatever is due when: else later days, on which less is due yet, would make every interval longer."""
    draws = 400
    mean = sum(choose(interval, interval - 3, loads, [1.0] * 7, (n + 0.5) / draws) or 0 for n in range(draws)) / draws
    assert abs(mean - interval) < 0.1


def test_busy_days_are_avoided_and_easy_ones_get_half() -> None:
    """Cards that come one after the other, each seeing those before it."""
    loads, shares, draw = [0] * 7, [1.0, 1.0, 0.5, 1.0, 0.5, 1.0, 1.0], Random(3)
    loads[3] = 60  # busy already
    before = list(loads)
    for _ in range(600):
        loads[(choose(30, 27, loads, shares, draw.random()) or 0) - 27] += 1
    got = [after - old for after, old in zip(loads, before, strict=True)]
    assert got[3] < got[1] - 30
    assert max(loads[i] for i in (0, 1, 3, 5, 6)) - min(loads[i] for i in (0, 1, 3, 5, 6)) < 40
    assert 0.35 < got[2] / got[1] < 0.75
    assert 0.35 < got[4] / got[5] < 0.75


def test_without_any_load_it_is_a_plain_fuzz() -> None:
    """Every day is about as likely as any other."""
    found = Counter(choose(30, 28, [0] * 5, [1.0] * 5, n / 1000) for n in range(1000))
    assert set(found) == {28, 29, 30, 31, 32}
    assert max(found.values()) - min(found.values()) <= 2


@given(st.sets(st.integers(0, 6), max_size=6), st.integers(0, 400))
def test_the_next_open_day_is_open_and_near(off: set[int], days: int) -> None:
    """Within a week where only days of the week are off."""
    calendar = Calendar(off=frozenset(off))
    found = next_open(calendar, MONDAY, days)
    assert days <= found < days + 7
    assert calendar.share(date.fromordinal(MONDAY.toordinal() + found)) == 1.0
    assume(off)


def test_a_calendar_is_read_from_the_settings() -> None:
    """Names of days in any length, dates and spans."""
    calendar = calendar_of("Sat sunday", "fri 2026-12-24..2026-12-26, 2026-03-02")
    assert [calendar.share(date(2026, 3, day)) for day in range(2, 9)] == [0.0, 1.0, 1.0, 1.0, 0.0, 0.5, 0.5]
    assert calendar.share(date(2026, 12, 26)) == 0.0
    assert calendar_of("", "") == Calendar()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("someday", "days of the week such as"),
        ("2026-13-01", "days of the week and dates, such as"),
        ("2026-03-09..2026-03-01", "end after they begin"),
        ("2026-03-01..2028-03-01", "of a year at the most"),
        ("mon tue wed thu fri sat sun", "at least one day"),
    ],
)
def test_what_is_no_calendar_says_what_is_expected(text: str, expected: str) -> None:
    """Also for easy days, which know no dates."""
    with pytest.raises(ValueError, match=expected):
        days_off(text)
    if text.startswith("2026"):
        with pytest.raises(ValueError, match="days of the week such as"):
            easy_days(text)
