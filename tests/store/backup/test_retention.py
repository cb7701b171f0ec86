"""Which backups are kept."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.store.backup.retention import kept

pytestmark = pytest.mark.file
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ages = st.lists(st.integers(0, 4000 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes)), max_size=60)


@given(ages)
def test_retention_keeps_the_newest_of_each_period(taken: list[datetime]) -> None:
    """All of 2 days, one per day for 14 days, one per week for 91 days, then one per month; applying it again changes
    nothing.
    """
    staying = kept(taken, NOW)
    assert kept(staying, NOW) == staying
    assert {each for each in taken if NOW - each <= timedelta(days=2)} <= staying
    assert not taken or {max(taken), min(taken)} & staying
    for each in taken:
        age = NOW - each
        near = [other for other in staying if other >= each]
        if age <= timedelta(days=14):
            assert any(other.date() == each.date() for other in near)
        elif age <= timedelta(days=91):
            assert any(other.isocalendar()[:2] == each.isocalendar()[:2] for other in near)
        else:
            assert any((other.year, other.month) == (each.year, each.month) for other in near)


def test_ten_years_of_daily_backups_are_at_most_150_files() -> None:
    """Applied every day, no gap is longer than two months."""
    there: set[datetime] = set()
    for day in range(3653):
        now = NOW + timedelta(days=day)
        there = kept(there | {now}, now)
    ordered = sorted(there)
    assert len(ordered) <= 150
    assert ordered[0] - NOW <= timedelta(days=31)
    assert max(late - early for early, late in pairwise(ordered)) <= timedelta(days=62)


def test_backups_dated_in_the_future_are_kept() -> None:
    """A wrong clock costs no backup."""
    later = {NOW + timedelta(days=400), NOW + timedelta(days=401)}
    assert kept(later, NOW) == later


def test_the_fourteenth_day_has_a_backup_of_its_own() -> None:
    """From the fifteenth on there is one for each week."""
    now = NOW + timedelta(days=2)  # so that these are days of one week
    taken = {now - timedelta(days=days) for days in (14, 15, 16)}
    assert {(now - each).days for each in kept(taken, now)} == {14, 15}
