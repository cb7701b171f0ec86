"""A teacher's assignments, as the learner sees them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from quizapp.core.daily_plan import Candidate
from quizapp.core.goals import new_a_day
from quizapp.core.load_balancing import calendar_of
from quizapp.core.scope import Scope
from quizapp.store.classroom.assignments import Assigned, AssignedCard, assigned, cards_left
from quizapp.store.daily_candidates import Query
from quizapp.store.location import Server
from quizapp.usecases.context import Context

WEEK = 7  # days from which on a date says more than the name of a day


@dataclass(frozen=True, slots=True)
class AssignedWork:
    """The cards of a scope that are left of open assignments today, the most urgent first."""

    cards: tuple[AssignedCard, ...]
    new_today: int  # how many new ones it takes today to have asked all of them in time
    today: str

    @classmethod
    def of(cls, query: Query, context: Context, scope: Scope) -> "AssignedWork":
        """Return what is left for a learner."""
        moment = context.moment()
        cards = cards_left(query, moment, scope)
        calendar = calendar_of(context.settings.easy_days, context.settings.days_off)
        today, new = date.fromisoformat(moment.day), [each for each in cards if not each.candidate.reviews]
        needed = sum(
            new_a_day(sum(each.due == due for each in new), today, date.fromisoformat(due), calendar)
            for due in {each.due for each in new}
        )
        return cls(tuple(cards), needed, moment.day)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return the cards as candidates of the daily plan."""
        return tuple(each.candidate for each in self.cards)

    def left_without(self, answered: Collection[str]) -> str:
        """Return what is left, such as 'assigned, due Friday, 12 left', without cards that were answered right."""
        left = [each for each in self.cards if each.candidate.card not in answered]
        return f"assigned, {due_words(left[0].due, self.today)}, {len(left)} left" if left else ""


def assignments(query: Query, context: Context) -> list[Assigned]:
    """Return the open assignments with cards left; none if the database is a file."""
    return assigned(query, context.learner, context.moment().day) if isinstance(context.db, Server) else []


def as_lines(found: Sequence[Assigned], today: str) -> tuple[str, ...]:
    """Return one line for each, such as 'Assigned: Concurrency, due Friday (2026-03-06), 12 of 108 cards left.'"""
    return tuple(
        f"Assigned: {each.title}, {due_words(each.due, today)} ({each.due}), {each.left} of {each.cards} cards left."
        for each in found
    )


def greeting(query: Query, context: Context) -> tuple[str, ...]:
    """Return the lines about assignments that a quiz shows before its first question."""
    return as_lines(assignments(query, context), context.moment().day)


def due_words(due: str, today: str) -> str:
    """Return when an assignment is due, in words, such as 'due Friday'."""
    day = date.fromisoformat(due)
    days = (day - date.fromisoformat(today)).days
    if days < 0:
        return f"was due {-days} day{'s'[: days < -1]} ago"
    if days < WEEK:
        return f"due {('today', 'tomorrow')[days] if days < 2 else day.strftime('%A')}"
    return f"due in {days} days"
