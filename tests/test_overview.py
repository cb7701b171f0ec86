"""The figures of today over a long history."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from quizapp.app import make_context, open_app
from quizapp.core.events import REVIEW
from quizapp.overview import overview
from quizapp.store.log import append
from tests.year import NOW, TODAY, event


@pytest.mark.parametrize(("days", "gap"), [(99, 0), (100, 0), (101, 0), (450, 0), (450, 100), (450, 201), (450, 1)])
def test_a_streak_has_no_longest(environ: dict[str, str], tmp_path: Path, days: int, gap: int) -> None:
    """Read in pieces, it is as long as there is no day without an answer."""
    context = make_context(environ=environ | {"QUIZAPP_NOW": NOW})
    with closing(open_app(context)) as store:
        past = [TODAY - timedelta(days=n) for n in range(days) if not gap or n != gap]
        with store.transaction() as connection:
            append(connection, [event(REVIEW, "d/c/x", day, 0, {"rating": "good"}) for day in past])
        today = overview(store.query, context)
    assert today.streak_days == (gap or days)
    assert today.active_of_30 == min(30, sum((TODAY - day).days < 30 for day in past))
