"""Today's figures, as `status` shows them, read through any `Query`."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from quizapp.core.daily_plan import Plan, plan
from quizapp.core.scope import Moment, Scope
from quizapp.core.study_day import day_start
from quizapp.store.daily_candidates import Query, candidates
from quizapp.store.daily_figures import answered_today, due_between, next_due_ms, study_days
from quizapp.store.events.pauses import paused_names
from quizapp.usecases.context import Context
from quizapp.usecases.study.comeback import review_limit
from quizapp.usecases.study.new_cards import new_limit

DAYS_FIRST = 100  # more than the month that is shown; for a longer streak ten times as many are read at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Today's figures; `due` and `new` are what the quiz would ask."""

    now_ms: int
    study_day: str
    due: int
    new: int
    done_today: int
    streak_days: int
    active_of_30: int
    next_due_ms: int | None
    due_tomorrow: int
    waiting: int = 0  # due too, but beyond what is asked today
    paused: tuple[str, ...] = ()  # decks and concepts whose cards are not counted

    @property
    def streak(self) -> str:
        """Return the streak in words, with the study days of the last 30."""
        if not self.active_of_30:
            return ""
        days = "1 day" if self.streak_days == 1 else f"{self.streak_days} days"
        row = f"{days} in a row" if self.streak_days else "starts again with today's first answer"
        return f"{row}; {self.active_of_30} of the last 30 days"


def streak_days(days: Iterable[str], today: str) -> int:
    """Return the number of consecutive study days up to today, or up to yesterday if today has no answer yet."""
    past = sorted((day for day in days if day <= today), reverse=True)
    if not past or _between(past[0], today) > 1:
        return 0
    # After a missing day, every earlier day is further away than its index.
    return bisect_left(range(len(past)), True, key=lambda place: _between(past[place], past[0]) > place)


def _between(earlier: str, later: str) -> int:
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


def planned(query: Query, context: Context) -> Plan:
    """Return what the quiz would ask today."""
    wanted, first = new_limit(query, context, Scope())
    found = candidates(query, context.moment(), Scope(), wanted, first)
    if not isinstance(context.db, Path):
        from quizapp.usecases.study.assignments import AssignedWork

        work = AssignedWork.of(query, context, Scope())
        found, wanted = replace(found, assigned=work.candidates), max(wanted, work.new_today)
    reviews = review_limit(query, context, found.reviews_done)
    return plan(found, new_limit=wanted - found.new_done, review_limit=reviews)


def overview(query: Query, context: Context) -> Overview:
    """Return today's figures."""
    moment, today = context.moment(), planned(query, context)
    days = _study_days(query, moment)
    since = (date.fromisoformat(moment.day) - timedelta(days=29)).isoformat()
    next_day = date.fromisoformat(moment.day) + timedelta(days=2)
    after = day_start(next_day, context.zone, context.settings.rollover)
    return Overview(
        now_ms=moment.now,
        study_day=moment.day,
        due=len(today.learning) + len(today.due),
        new=len(today.fresh),
        done_today=answered_today(query, moment),
        streak_days=streak_days(days, moment.day),
        active_of_30=sum(since <= day <= moment.day for day in days),
        next_due_ms=_next_due(query, today, moment),
        due_tomorrow=due_between(query, moment.learner, moment.day_end, after),
        waiting=today.waiting,
        paused=paused_names(query, moment.learner),
    )


def _study_days(query: Query, moment: Moment) -> list[str]:
    """Return the last study days, newest first: enough for the streak, not the whole history."""
    days: list[str] = []
    most = DAYS_FIRST
    while True:
        more = study_days(query, moment.learner, most, *days[-1:])
        days += more
        if len(more) < most or _between(more[-1], more[0]) >= most:
            return days
        most *= 10


def _next_due(query: Query, today: Plan, moment: Moment) -> int | None:
    if today.due:
        return moment.now
    step = today.learning[0].due_ms if today.learning else None
    return next_due_ms(query, moment) if step is None else step
