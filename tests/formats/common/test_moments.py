"""Dates and times of other programs."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.study_day import study_day
from quizapp.formats.common.moments import day_ms, moment_of

ZONES = ("UTC", "Europe/Tallinn", "America/New_York", "Pacific/Kiritimati", "Pacific/Niue", "Australia/Lord_Howe")


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.sampled_from(ZONES), st.integers(0, 11))
def test_date_becomes_the_same_study_day_in_every_zone(day: date, zone: str, rollover: int) -> None:
    assert study_day(day_ms(day, ZoneInfo(zone)), ZoneInfo(zone), rollover) == day


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("1970-01-02T00:00:08Z", 86_408_000),
        ("1970-01-02T00:00:08", 86_408_000),
        ("1970-01-02T02:00:08+02:00", 86_408_000),
        ("", None),
        ("nil", None),
        ("9999-99-99", None),
    ],
)
def test_times_with_and_without_offset(text: str, milliseconds: int | None) -> None:
    assert moment_of(text) == milliseconds
