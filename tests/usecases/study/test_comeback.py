"""Coming back after an absence."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from quizapp.core.model import Rating
from quizapp.core.scope import Scope
from quizapp.store.database import Store
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.study.comeback import ANSWER_S, LONGEST_S, days_away
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_plan import SessionLimits

FIRST = "2026-03-02T12:00:00+00:00"


@pytest.fixture
def store(environ: dict[str, str]) -> Iterator[Store]:
    """Open a database in which three cards were answered on the first day, in 10, 20 and 600 seconds."""
    context = on_day(environ, FIRST)
    with closing(open_app(context)) as opened:
        found = Session(context, Scope(), SessionLimits(), store=opened)
        for seconds in (10.0, 20.0, 600.0):
            assert found.next()
            found.grade(None, seconds=seconds)
            found.rate(Rating.GOOD)
        yield opened


def on_day(environ: dict[str, str], now: str) -> Context:
    """Return the context of a moment."""
    return make_context(environ=environ | {"QUIZAPP_NOW": now, "TZ": "UTC"})


@pytest.mark.parametrize(
    ("now", "away"), [(FIRST, 0), ("2026-03-05T12:00:00+00:00", 0), ("2026-03-06T12:00:00+00:00", 4)]
)
def test_an_absence_begins_after_four_days(environ: dict[str, str], store: Store, now: str, away: int) -> None:
    """And ends with the first review."""
    context = on_day(environ, now)
    assert days_away(store.query, context) == away
    assert Session(context, Scope(), SessionLimits(), store=store).greeting.days_away == away


def test_the_time_is_that_of_the_learners_own_answers(environ: dict[str, str], store: Store) -> None:
    """An answer that was interrupted counts as a minute."""
    context = on_day(environ, "2026-03-20T12:00:00+00:00")
    told = Session(context, Scope(), SessionLimits(), store=store).greeting
    assert told.due + told.new > 3
    assert told.seconds == pytest.approx((told.due + told.new) * (10 + 20 + LONGEST_S) / 3)
    assert ANSWER_S < LONGEST_S


def test_a_short_session_asks_no_question_after_its_minutes(environ: dict[str, str], store: Store) -> None:
    """From now on, not from the start of the session."""
    context = on_day(environ, "2026-03-20T12:00:00+00:00")
    found = Session(context, Scope(), SessionLimits(), store=store)
    found.shorten(5)
    assert found.next() is not None
    found.rate(Rating.GOOD)
    found.shorten(0)
    assert found.next() is None
    assert found.summary().left > 0


def test_while_cramming_and_where_nothing_waits_there_is_no_greeting(environ: dict[str, str], store: Store) -> None:
    """There is nothing to choose."""
    context = on_day(environ, "2026-03-20T12:00:00+00:00")
    assert not Session(context, Scope(), SessionLimits(cram=True), store=store).greeting
    assert not Session(context, Scope(deck="no-such"), SessionLimits(), store=store).greeting
