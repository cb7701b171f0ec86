"""How many new cards a day a goal takes."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.event_payloads.goal import GoalPayload
from quizapp.core.goals import SETTLING_DAYS, Goal, days_for_new, goals_in_use, new_a_day
from quizapp.core.load_balancing import Calendar
from quizapp.core.scope import Scope

TODAY = date(2026, 3, 2)
WEEKS = st.frozensets(st.integers(0, 6), max_size=6).map(lambda off: Calendar(off=off))


@given(st.integers(0, 5000), st.integers(1, 400), WEEKS)
def test_no_card_is_left_where_each_day_introduces_its_share(unseen: int, days: int, calendar: Calendar) -> None:
    """Day after day with what is left then; the last days before the goal have nothing new unless today is one."""
    by, left = TODAY + timedelta(days=days), unseen
    for offset in range(max(1, days - SETTLING_DAYS)):
        today = TODAY + timedelta(days=offset)
        if calendar.share(today) or days_for_new(today, by, calendar) == 1:
            left -= min(left, new_a_day(left, today, by, calendar))
    assert left == 0


@given(st.integers(0, 5000), st.integers(1, 400))
def test_a_later_goal_never_takes_more_a_day(unseen: int, days: int) -> None:
    sooner, later = (TODAY + timedelta(days=each) for each in (days, days + 1))
    assert new_a_day(unseen, TODAY, later, Calendar()) <= new_a_day(unseen, TODAY, sooner, Calendar())


def test_the_latest_goal_of_a_scope_is_in_use_until_its_day_has_passed() -> None:
    stored = [
        GoalPayload(by="2026-03-20", deck="a"),
        GoalPayload(by="2026-03-10", deck="b"),
        GoalPayload(by="2026-03-30", deck="a"),
        GoalPayload(by="2026-03-01", deck="c"),
        GoalPayload(by="2026-03-02", deck="d"),
        GoalPayload(by="2026-04-01", tag="t"),
        GoalPayload(by="", tag="t"),
    ]
    assert goals_in_use(stored, TODAY) == (
        Goal(Scope(deck="d"), TODAY),
        Goal(Scope(deck="b"), date(2026, 3, 10)),
        Goal(Scope(deck="a"), date(2026, 3, 30)),
    )


def test_the_two_days_before_a_goal_have_nothing_new() -> None:
    """What is new then would still be in its first steps."""
    assert [days_for_new(TODAY, TODAY + timedelta(days=days), Calendar()) for days in (0, 1, 2, 3, 4, 12)] == [
        1, 1, 1, 1, 2, 10,
    ]  # fmt: skip
