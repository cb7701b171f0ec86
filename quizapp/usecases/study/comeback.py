"""Coming back after an absence: the session is capped, so that the backlog does not discourage."""

from datetime import date

from quizapp.store.daily_candidates import Query
from quizapp.store.daily_figures import study_days
from quizapp.usecases.context import Context

ABSENCE_DAYS = 4  # days without a review after which the session is capped


def is_comeback(query: Query, context: Context) -> bool:
    """Return whether the last review was so many days ago; after today's first review it is not."""
    moment = context.moment()
    days = study_days(query, moment.learner, 1)
    return bool(days) and (date.fromisoformat(moment.day) - date.fromisoformat(days[0])).days >= ABSENCE_DAYS


def review_limit(query: Query, context: Context, done: int) -> int:
    """Return how many due cards are still asked today, after `done` reviews."""
    left = context.settings.reviews_per_day - done
    return min(left, context.settings.comeback_limit) if is_comeback(query, context) else left
