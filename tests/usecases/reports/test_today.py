"""Today's figures for a long history."""

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.events import REVIEW
from quizapp.store.events.event_log import append
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import make_context
from quizapp.usecases.reports.today import overview, streak_days
from tests.year import NOW, TODAY, event


@pytest.mark.parametrize(
    ("days", "gap"), [(99, 0), (100, 0), (101, 0), (450, 0), (450, 100), (450, 201), (450, 1), (1100, 0), (1200, 1100)]
)
def test_streak_has_no_maximum(environ: dict[str, str], tmp_path: Path, days: int, gap: int) -> None:
    """It is read in chunks until a day without an answer."""
    context = make_context(environ=environ | {"QUIZAPP_NOW": NOW})
    with closing(open_app(context)) as store:
        past = [TODAY - timedelta(days=n) for n in range(days) if not gap or n != gap]
        with store.transaction() as connection:
            append(connection, [event(REVIEW, "d/c/x", day, 0, {"rating": "good"}) for day in past])
        today = overview(store.query, context)
    assert today.streak_days == (gap or days)
    assert today.active_of_30 == min(30, sum((TODAY - day).days < 30 for day in past))


@given(st.sets(st.integers(0, 12)), st.integers(0, 12))
def test_streak_counts_back_from_today_or_yesterday(answered: set[int], today: int) -> None:
    """Days dated in the future by a wrong clock do not count."""
    first = date(2026, 2, 20)
    start = today if today in answered else today - 1
    length = 0
    while start - length in answered:
        length += 1
    days = [str(first + timedelta(days=day)) for day in answered]
    assert streak_days(days, str(first + timedelta(days=today))) == length
