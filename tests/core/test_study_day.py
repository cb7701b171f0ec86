"""The study day: local, from the rollover hour on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.study_day import day_bounds, day_start, iso, span, study_day, to_ms

CASES = [
    ("UTC", "2026-03-02T03:59:59", "2026-03-01"),
    ("UTC", "2026-03-02T04:00:00", "2026-03-02"),
    ("Europe/Berlin", "2026-03-29T03:30:00", "2026-03-28"),
    ("Europe/Berlin", "2026-03-29T04:00:00", "2026-03-29"),
    ("America/New_York", "2026-11-01T23:59:00", "2026-11-01"),
    ("America/New_York", "2026-11-02T03:59:00", "2026-11-01"),
]


@pytest.mark.parametrize(("zone", "wall", "day"), CASES)
def test_a_moment_belongs_to_the_day_that_began_at_the_rollover(zone: str, wall: str, day: str) -> None:
    """Before four in the morning it is still yesterday, on days of 23 and 25 hours too."""
    moment = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))
    assert study_day(to_ms(moment), ZoneInfo(zone), 4).isoformat() == day


@given(
    st.integers(0, 4_000_000_000_000),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
    st.integers(0, 23),
)
def test_bounds_hold_the_moment_and_meet_the_next_day(moment: int, name: str, rollover: int) -> None:
    """Every moment lies in its day, and a day ends where the next begins."""
    zone = ZoneInfo(name)
    day, start, end = day_bounds(moment, zone, rollover)
    assert start <= moment < end
    assert study_day(end, zone, rollover) == day + timedelta(days=1)
    assert study_day(end - 1, zone, rollover) == day


def test_span_reads_like_an_interval() -> None:
    """Seconds to years, short."""
    assert [span(s) for s in (30, 600, 7200, 4 * 86400, 76 * 86400, 730 * 86400)] == [
        "30s",
        "10m",
        "2h",
        "4d",
        "2.5mo",
        "2.0y",
    ]


def test_milliseconds_are_whole() -> None:
    """What is less than one is left out, before the epoch too."""
    assert repr(to_ms(datetime(1970, 1, 1, microsecond=1999, tzinfo=UTC))) == "1"
    assert repr(to_ms(datetime(1969, 12, 31, 23, 59, 59, 999_001, tzinfo=UTC))) == "-1"


@pytest.mark.parametrize(
    ("zone", "day", "rollover", "start"),
    [
        ("America/New_York", "2026-11-01", 1, "2026-11-01T05:00:00Z"),  # one o'clock twice: the first
        ("America/New_York", "2026-03-08", 2, "2026-03-08T07:00:00Z"),  # no two o'clock: three
        ("Pacific/Apia", "2011-12-29", 4, "2011-12-29T14:00:00Z"),
        ("Pacific/Apia", "2011-12-30", 4, "2011-12-30T10:00:00Z"),  # Samoa never had it, but for what is before four
        ("Pacific/Apia", "2011-12-31", 4, "2011-12-30T14:00:00Z"),
    ],
)
def test_a_day_begins_once(zone: str, day: str, rollover: int, start: str) -> None:
    """Where its hour comes twice, not at all, or where the whole date is skipped."""
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
def test_days_meet_where_a_clock_is_changed(zone: str, change: str) -> None:
    """Whatever the hour at which they begin: a moment lies within the bounds of its day."""
    begin = to_ms(datetime.fromisoformat(change))
    for rollover in range(24):
        for minutes in range(-180, 181, 15):
            moment = begin + minutes * 60_000
            day, start, end = day_bounds(moment, ZoneInfo(zone), rollover)
            assert start <= moment < end
            assert day == study_day(start, ZoneInfo(zone), rollover) == study_day(end - 1, ZoneInfo(zone), rollover)


DAY, YEAR = 86_400, 31_536_000


def said(form: str, error: float | None, value: float | None = None, **more: Any) -> dict[str, Any]:
    """One prediction of something that measured 2."""
    fields: dict[str, Any] = {"form": form, "error": error, "prediction": value and {"value": value}}
    return {"measured": {"value": 2.0}, "measure": "ratio", "day": "2026-03-02"} | fields | more


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "1s"), (1, "1s"), (59, "59s"), (60, "1m"), (61, "1m"), (149, "2m"), (151, "3m"), (3599, "60m"),
        (3600, "1h"), (5399, "1h"), (5401, "2h"), (86399, "24h"), (DAY, "1d"), (1.5 * DAY - 1, "1d"),
        (30.5 * DAY + 1, "31d"), (31 * DAY - 1, "31d"), (31 * DAY, "1.0mo"), (1000 * 30.44 * 86.4 * 2.45 - 1, "2.4mo"),
        (30.44 * DAY * 2.45 + 1, "2.5mo"), (YEAR - 1, "12.0mo"), (YEAR, "1.0y"), (365.25 * DAY * 7.95 - 9, "7.9y"),
        (365.25 * DAY * 7.95 + 9, "8.0y"), (365.25 * DAY * 99.95 - 9, "99.9y"),
    ],
)  # fmt: skip
def test_a_span_is_read_in_its_unit(seconds: float, said: str) -> None:
    """The unit changes on the whole, and what is rounded is the number alone."""
    assert span(seconds) == said
