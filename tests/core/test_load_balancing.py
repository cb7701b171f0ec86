"""The choice of a day within the fuzz range."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizapp.core.float_sum import float_sum
from quizapp.core.fuzz import fuzz_range
from quizapp.core.load_balancing import STEEPEST, Calendar, calendar_of, choose, days_off, easy_days, next_open

loads_of = st.lists(st.tuples(st.integers(0, 300), st.sampled_from([0.0, 0.5, 1.0, 1.0])), min_size=1, max_size=15)


@given(loads_of, st.integers(3, 90), st.integers(0, 7), st.floats(0, 1, exclude_max=True))
def test_chosen_day_is_in_the_range_and_not_off(
    days: list[tuple[int, float]], interval: int, before: int, at: float
) -> None:
    """None if all days are off."""
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
def test_mean_of_chosen_days_is_the_interval(loads: list[int], interval: int) -> None:
    """Whatever the load: else later days, which have less load, would lengthen every interval."""
    draws = 400
    mean = sum(choose(interval, interval - 3, loads, [1.0] * 7, (n + 0.5) / draws) or 0 for n in range(draws)) / draws
    assert abs(mean - interval) < 0.1


def chosen_by_bisection(interval: int, first: int, loads: Sequence[int], shares: Sequence[float], at: float) -> int:
    """Return the day for a tilt that is found by halving its range: slower, and plainly what `choose` promises."""
    weights = [share / (1 + load / share) ** 2 if share else 0.0 for load, share in zip(loads, shares, strict=True)]
    offsets, low, high = [first + index - interval for index in range(len(weights))], -STEEPEST, STEEPEST
    for _ in range(40):
        tilt = (low + high) / 2
        pull = float_sum(w * x * math.exp(tilt * x) for w, x in zip(weights, offsets, strict=True))
        low, high = (low, tilt) if pull > 0 else (tilt, high)
    tilted = [w * math.exp(low * x) for w, x in zip(weights, offsets, strict=True)]
    reached = [float_sum(tilted[: index + 1]) > at * float_sum(tilted) for index in range(len(tilted))]
    return first + reached.index(True)


def test_tilt_is_that_of_a_bisection() -> None:
    """With loads up to thousands of cards, easy days and days off; the interval at an end of the range or inside."""
    draw, compared = Random(7), 0
    for _ in range(4000):
        size, first, most = draw.randint(1, 12), draw.randint(2, 80), draw.choice([0, 5, 300, 20_000])
        loads = [draw.randint(0, most) for _ in range(size)]
        shares = [draw.choice([0.0, 0.5, 1.0, 1.0]) for _ in range(size)]
        given_to = first + draw.randint(0, size - 1), first, loads, shares, draw.random()
        if any(shares):
            compared += 1
            assert choose(*given_to) == chosen_by_bisection(*given_to), given_to
    assert compared > 3000


@pytest.mark.parametrize("interval", [100, 1000, 5000, 36_000])
def test_a_long_interval_keeps_its_mean_with_days_off(interval: int) -> None:
    """The fuzz range of decades is hundreds of days wide."""
    first, last = fuzz_range(interval, 40_000)
    shares = [0.0 if day % 7 < 3 and day > interval else 1.0 for day in range(first, last + 1)]
    found = [choose(interval, first, [0] * len(shares), shares, (n + 0.5) / 200) or 0 for n in range(200)]
    assert abs(sum(found) / 200 - interval) < 0.005 * (last - first)


def test_busy_days_are_avoided_and_easy_days_get_half() -> None:
    """Cards are placed one after another, each with the load of those before it."""
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


def test_choice_without_load_is_uniform() -> None:
    """Every day is about equally likely."""
    found = Counter(choose(30, 28, [0] * 5, [1.0] * 5, n / 1000) for n in range(1000))
    assert set(found) == {28, 29, 30, 31, 32}
    assert max(found.values()) - min(found.values()) <= 2


MONDAY = date(2026, 3, 2)


@given(st.sets(st.integers(0, 6), max_size=6), st.integers(0, 400))
def test_next_open_day_is_within_a_week(off: set[int], days: int) -> None:
    """Where only days of the week are off."""
    calendar = Calendar(off=frozenset(off))
    found = next_open(calendar, MONDAY, days)
    assert days <= found < days + 7
    assert calendar.share(date.fromordinal(MONDAY.toordinal() + found)) == 1.0
    assume(off)


def test_calendar_is_read_from_the_settings() -> None:
    """Days of the week, abbreviated or not, dates and spans."""
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
        ("2026-03-01..2028-03-01", "of at most a year"),
        ("mon tue wed thu fri sat sun", "at least one day"),
    ],
)
def test_invalid_calendar_has_the_expected_form(text: str, expected: str) -> None:
    """Also for easy days, which have no dates."""
    with pytest.raises(ValueError, match=expected):
        days_off(text)
    if text.startswith("2026"):
        with pytest.raises(ValueError, match="days of the week such as"):
            easy_days(text)


@pytest.mark.parametrize(("at", "day"), [(0.0, 9), (0.055, 9), (0.056, 10), (0.944, 10), (0.945, 11), (0.99, 11)])
def test_weight_of_a_day_is_its_share_over_the_squared_load(at: float, day: int) -> None:
    """Loads of 3, 0 and 3 give weights of 1/16, 1 and 1/16."""
    assert choose(10, 9, [3, 0, 3], [1.0, 1.0, 1.0], at) == day
    with pytest.raises(ValueError, match="zip"):
        choose(10, 9, [3, 0, 3], [1.0, 1.0], at)


def test_day_off_may_be_a_single_date() -> None:
    """A text that begins like a date gets a message about dates."""
    assert days_off("2026-12-24")[1] == ((date(2026, 12, 24), date(2026, 12, 24)),)
    with pytest.raises(ValueError, match="^days of the week and dates"):
        days_off("2x")


@pytest.mark.parametrize(
    ("text", "days"),
    [("sat sun", {5, 6}), ("Saturday,SUNDAY", {5, 6}), (" Mon\t", {0}), ("", set()), ("tues, wednesday", {1, 2})],
)
def test_days_of_the_week_are_read_by_three_letters(text: str, days: set[int]) -> None:
    """In any case, separated by spaces or commas."""
    assert easy_days(text) == days


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sat s", "days of the week such as `sat sun`"),
        ("sat2", "days of the week such as `sat sun`"),
        ("mon tue wed thu fri sat sun", "at least one day of the week to study on"),
        ("2026-12-24..", None),
        ("2026-12-24..x", "days of the week and dates, such as `sun 2026-12-24..2026-12-31`"),
        ("2026-12-24..2026-12-25..2026-12-26", "days of the week and dates, such as `sun 2026-12-24..2026-12-31`"),
        ("2026-12-24..2026-12-23", "spans of at most a year that end after they begin"),
        ("2026-01-01..2027-01-03", "spans of at most a year that end after they begin"),
        ("2026-01-01..2027-01-02", None),
        ("2026-12-24..2026-12-24", None),
    ],
)
def test_days_off_are_days_and_spans(text: str, said: str | None) -> None:
    """Spans of at most a year, and never the whole week."""
    if said is None:
        assert days_off(text)[1]
        return
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        days_off(text)
