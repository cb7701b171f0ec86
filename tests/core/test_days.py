"""The study day: local, from the rollover hour on."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.days import day_bounds, span, study_day, to_ms

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
