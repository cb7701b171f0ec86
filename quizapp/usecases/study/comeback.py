"""Coming back after an absence: the session is capped and can be short, so that the backlog does not discourage."""

from datetime import date
from typing import TYPE_CHECKING

from quizapp.core.daily_plan import Plan
from quizapp.store.daily_candidates import Query
from quizapp.store.daily_figures import latest_seconds, study_days
from quizapp.usecases.context import Context

if TYPE_CHECKING:
    from quizapp.core.session_values import Greeting

ABSENCE_DAYS = 4  # days without a review after which the session is capped


LONGEST_S = 60.0  # an answer that took longer was interrupted: it counts as this much
ANSWER_S = 8.0  # seconds for an answer, until there is a history


def days_away(query: Query, context: Context) -> int:
    """Return how many days ago the last review was, where that is an absence; else 0, as after today's first review."""
    moment = context.moment()
    days = study_days(query, moment.learner, 1)
    away = (date.fromisoformat(moment.day) - date.fromisoformat(days[0])).days if days else 0
    return away if away >= ABSENCE_DAYS else 0


def welcome_back(query: Query, context: Context, today: Plan) -> "Greeting":
    """Return what to tell a learner who comes back, with the time that today's cards take at their own speed."""
    from quizapp.core.session_values import Greeting  # `status`, which needs `review_limit` alone, starts without it

    away = days_away(query, context)
    if not away:
        return Greeting()
    due, new = len(today.learning) + len(today.due), len(today.fresh)
    seconds = seconds_for(query, context, due + new)
    return Greeting(days_away=away, due=due, waiting=today.waiting, new=new, seconds=seconds)


def seconds_for(query: Query, context: Context, cards: int) -> float:
    """Return how long so many cards take at the learner's own speed."""
    spent = [min(each, LONGEST_S) for each in latest_seconds(query, context.learner)] or [ANSWER_S]
    return cards * sum(spent) / len(spent)


def review_limit(query: Query, context: Context, done: int) -> int:
    """Return how many due cards are still asked today, after `done` reviews."""
    left = context.settings.reviews_per_day - done
    return min(left, context.settings.comeback_limit) if days_away(query, context) else left
