"""The study day: local, from the rollover hour."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.scope import Moment
from quizapp.core.study_day import DAY_MS, HOUR_MS, day_bounds, day_start, days_between, iso, span, study_day, to_ms

CASES = [
    ("UTC", "2026-03-02T03:59:59", "2026-03-01"),
    ("UTC", "2026-03-02T04:00:00", "2026-03-02"),
    ("Europe/Berlin", "2026-03-29T03:30:00", "2026-03-28"),
    ("Europe/Berlin", "2026-03-29T04:00:00", "2026-03-29"),
    ("America/New_York", "2026-11-01T23:59:00", "2026-11-01"),
    ("America/New_York", "2026-11-02T03:59:00", "2026-11-01"),
]


@pytest.mark.parametrize(("zone", "wall", "day"), CASES)
def test_time_before_the_rollover_belongs_to_the_previous_day(zone: str, wall: str, day: str) -> None:
    """On days of 23 and 25 hours too."""
    moment = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))
    assert study_day(to_ms(moment), ZoneInfo(zone), 4).isoformat() == day


@given(
    st.integers(0, 4_000_000_000_000),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
    st.integers(0, 23),
)
def test_bounds_contain_the_time_and_meet_the_next_day(moment: int, name: str, rollover: int) -> None:
    """A day ends where the next one begins."""
    zone = ZoneInfo(name)
    day, start, end = day_bounds(moment, zone, rollover)
    assert start <= moment < end
    assert study_day(end, zone, rollover) == day + timedelta(days=1)
    assert study_day(end - 1, zone, rollover) == day


MOMENTS = st.integers(1_700_000_000_000, 1_900_000_000_000)


def begins_at(moment: int, zone: ZoneInfo, rollover: int) -> int:
    """Return when the study day of a moment begins, as a review records it."""
    day, start, end = day_bounds(moment, zone, rollover)
    return Moment(learner="me", now=moment, day=day.isoformat(), day_start=start, day_end=end).day_begins


@given(MOMENTS, MOMENTS, st.sampled_from(["UTC", "Asia/Tokyo", "Asia/Kolkata", "Pacific/Honolulu"]), st.integers(0, 23))
def test_days_between_are_those_of_the_calendar(first: int, last: int, name: str, rollover: int) -> None:
    """Where clocks do not change; below 0 if the second moment is earlier."""
    zone = ZoneInfo(name)
    days = study_day(last, zone, rollover) - study_day(first, zone, rollover)
    assert days_between(first, last, begins_at(last, zone, rollover)) == days.days


@given(MOMENTS, MOMENTS, st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Sydney"]))
def test_a_change_of_clocks_moves_only_the_hour_of_the_rollover(first: int, last: int, name: str) -> None:
    """A moment within an hour of the rollover may belong to the day before or after."""
    zone = ZoneInfo(name)
    days = study_day(last, zone, 4) - study_day(first, zone, 4)
    near = [min(each - start, end - each) for each in (first, last) for _, start, end in [day_bounds(each, zone, 4)]]
    assert abs(days_between(first, last, begins_at(last, zone, 4)) - days.days) <= (min(near) < HOUR_MS)


@given(MOMENTS, MOMENTS, MOMENTS, st.integers(0, DAY_MS - 1))
def test_days_add_up(first: int, middle: int, last: int, begins: int) -> None:
    """However many reviews lie between two moments, they are as many days apart."""
    whole = days_between(first, last, begins)
    assert whole == days_between(first, middle, begins) + days_between(middle, last, begins)
    assert abs(whole - (last - first) / DAY_MS) < 1


def test_days_between_without_a_study_day_are_periods_of_24_hours() -> None:
    """A review in the evening and one on the next morning."""
    evening, morning = 20 * HOUR_MS, 33 * HOUR_MS
    assert days_between(evening, morning, None) == 0
    assert days_between(evening, morning, 4 * HOUR_MS) == 1
    assert days_between(4 * HOUR_MS - 1, 4 * HOUR_MS, 4 * HOUR_MS) == 1
    assert days_between(4 * HOUR_MS, 28 * HOUR_MS - 1, 4 * HOUR_MS) == 0


def test_span_is_a_short_interval() -> None:
    """From seconds to years."""
    assert [span(s) for s in (30, 600, 7200, 4 * 86400, 76 * 86400, 730 * 86400)] == [
        "30s",
        "10m",
        "2h",
        "4d",
        "2.5mo",
        "2.0y",
    ]


def test_milliseconds_are_rounded_down_to_whole_ones() -> None:
    """Before the epoch too."""
    assert repr(to_ms(datetime(1970, 1, 1, microsecond=1999, tzinfo=UTC))) == "1"
    assert repr(to_ms(datetime(1969, 12, 31, 23, 59, 59, 999_001, tzinfo=UTC))) == "-1"


@pytest.mark.parametrize(
    ("zone", "day", "rollover", "start"),
    [
        ("America/New_York", "2026-11-01", 1, "2026-11-01T05:00:00Z"),  # one o'clock occurs twice: the first
        ("America/New_York", "2026-03-08", 2, "2026-03-08T07:00:00Z"),  # no two o'clock: three
        ("Pacific/Apia", "2011-12-29", 4, "2011-12-29T14:00:00Z"),
        (
            "Pacific/Apia",
            "2011-12-30",
            4,
            "2011-12-30T10:00:00Z",
        ),  # skipped in Samoa, except the hours before the rollover
        ("Pacific/Apia", "2011-12-31", 4, "2011-12-30T14:00:00Z"),
    ],
)
def test_every_day_has_one_start(zone: str, day: str, rollover: int, start: str) -> None:
    """Where its hour occurs twice or not at all, or where the date is skipped."""
    assert iso(day_start(date.fromisoformat(day), ZoneInfo(zone), rollover)) == start


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("Antarctica/Troll", "2026-03-29T01:00:00Z"),  # two hours forward, from one
        ("Antarctica/Troll", "2026-10-25T01:00:00Z"),  # two hours back, from three
        ("Pacific/Chatham", "2026-04-04T14:00:00Z"),  # an hour back, from a quarter to four
        ("America/St_Johns", "2010-03-14T03:31:00Z"),  # an hour forward, a minute after midnight
        ("America/St_Johns", "2010-11-07T02:31:00Z"),
        ("Pacific/Apia", "2011-12-30T10:00:00Z"),  # a day forward, from midnight
        ("Europe/Berlin", "2026-10-25T01:00:00Z"),
    ],
)
def test_days_meet_at_every_clock_change(zone: str, change: str) -> None:
    """At any rollover hour, a time lies within the bounds of its day."""
    begin = to_ms(datetime.fromisoformat(change))
    for rollover in range(24):
        for minutes in range(-180, 181, 15):
            moment = begin + minutes * 60_000
            day, start, end = day_bounds(moment, ZoneInfo(zone), rollover)
            assert start <= moment < end
            assert day == study_day(start, ZoneInfo(zone), rollover) == study_day(end - 1, ZoneInfo(zone), rollover)


DAY, YEAR = 86_400, 31_536_000


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "1s"), (1, "1s"), (59, "59s"), (60, "1m"), (61, "1m"), (149, "2m"), (151, "3m"), (3599, "60m"),
        (3600, "1h"), (5399, "1h"), (5401, "2h"), (86399, "24h"), (DAY, "1d"), (1.5 * DAY - 1, "1d"),
        (30.5 * DAY + 1, "31d"), (31 * DAY - 1, "31d"), (31 * DAY, "1.0mo"), (1000 * 30.44 * 86.4 * 2.45 - 1, "2.4mo"),
        (30.44 * DAY * 2.45 + 1, "2.5mo"), (YEAR - 1, "12.0mo"), (YEAR, "1.0y"), (365.25 * DAY * 7.95 - 9, "7.9y"),
        (365.25 * DAY * 7.95 + 9, "8.0y"), (365.25 * DAY * 99.95 - 9, "99.9y"),
    ],
)  # fmt: skip
def test_unit_of_a_span_changes_at_whole_units(seconds: float, text: str) -> None:
    """Only the number is rounded."""
    assert span(seconds) == text
