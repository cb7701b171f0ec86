"""How many new cards today, and of what first: the setting, what the learner's goals need, and their learning path."""

from dataclasses import replace

from quizapp.core.scope import ALL, Scope
from quizapp.store.daily_candidates import Query
from quizapp.store.queries import GOALS
from quizapp.usecases.context import Context


def new_limit(query: Query, context: Context, scope: Scope) -> tuple[int, tuple[Scope, ...]]:
    """Return the new cards of today, and the scopes whose new cards come first: those of goals within a scope."""
    usual, path = context.settings.new_per_day, path_first(context, scope)
    if not query(GOALS, {"learner": context.learner}):
        return usual, path
    from quizapp.usecases.scheduling.goal_limit import needed_today  # start-up does without, where there is no goal

    needed, aimed = needed_today(query, context, scope)
    return max(usual, needed), (*aimed, *path)


def path_first(context: Context, scope: Scope) -> tuple[Scope, ...]:
    """Return the part of a scope that is on the learner's path; none for `all`, and within a concept or a tag."""
    path = context.settings.path
    return () if path == ALL or scope.concept or scope.tag else (replace(scope, tag=path),)
