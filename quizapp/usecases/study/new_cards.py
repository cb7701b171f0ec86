"""How many new cards today, and of what first: the setting, or what the learner's goals need."""

from quizapp.core.scope import Scope
from quizapp.store.daily_candidates import Query
from quizapp.store.queries import GOALS
from quizapp.usecases.context import Context


def new_limit(query: Query, context: Context, scope: Scope) -> tuple[int, tuple[Scope, ...]]:
    """Return the new cards of today, and the scopes whose new cards come first: those of goals within a scope."""
    usual = context.settings.new_per_day
    if not query(GOALS, {"learner": context.learner}):
        return usual, ()
    from quizapp.usecases.scheduling.goal_limit import needed_today  # start-up does without, where there is no goal

    needed, aimed = needed_today(query, context, scope)
    return max(usual, needed), aimed
