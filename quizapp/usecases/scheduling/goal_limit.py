"""How many new cards of today the learner's goals need."""

from datetime import date

from quizapp.core.goals import new_a_day
from quizapp.core.load_balancing import calendar_of
from quizapp.core.scope import Scope
from quizapp.store.daily_candidates import Query
from quizapp.store.goals import goals, unseen_this_morning
from quizapp.usecases.context import Context


def needed_today(query: Query, context: Context, scope: Scope) -> tuple[int, tuple[Scope, ...]]:
    """Return the new cards that the goals within a scope need today, and their scopes, the nearest goal first."""
    moment, settings = context.moment(), context.settings
    aimed = [goal for goal in goals(query, moment) if scope in (Scope(), goal.scope)]
    today, calendar = date.fromisoformat(moment.day), calendar_of(settings.easy_days, settings.days_off)
    needed = sum(new_a_day(unseen_this_morning(query, moment, goal.scope), today, goal.by, calendar) for goal in aimed)
    return needed, tuple(goal.scope for goal in aimed)
