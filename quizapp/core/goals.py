"""Goals: how many new cards a day it takes to have learnt a scope by a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from quizapp.core.event_payloads.goal import GoalPayload
from quizapp.core.load_balancing import Calendar
from quizapp.core.scope import Scope

SETTLING_DAYS = 2  # days before the goal without new cards: what is new then is still in its first steps


@dataclass(frozen=True, slots=True)
class Goal:
    """A scope to be learnt by a day."""

    scope: Scope
    by: date


def goals_in_use(payloads: Iterable[GoalPayload], today: date) -> tuple[Goal, ...]:
    """Return the latest goal of each scope whose day has not passed, the nearest first."""
    latest = {Scope(deck=each.deck, concept=each.concept, tag=each.tag): each.by for each in payloads}
    found = [Goal(scope, date.fromisoformat(by)) for scope, by in latest.items() if by]
    return tuple(sorted((goal for goal in found if goal.by >= today), key=lambda goal: (goal.by, goal.scope.deck)))


def days_for_new(today: date, by: date, calendar: Calendar) -> int:
    """Return on how many days new cards are introduced for a goal: today at least, without days off."""
    last = max((by - today).days - SETTLING_DAYS, 1)
    return max(1, sum(calendar.share(today + timedelta(days=day)) > 0 for day in range(last)))


def new_a_day(unseen: int, today: date, by: date, calendar: Calendar) -> int:
    """Return how many of the unseen cards are introduced on each day, so that none is left by the goal."""
    return -(-unseen // days_for_new(today, by, calendar))
