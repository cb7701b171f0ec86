"""The first start of a learner: whether they are asked which learning path to follow."""

from collections.abc import Mapping

from quizapp.store.card_lookup import has_answers
from quizapp.store.daily_candidates import Query
from quizapp.usecases.context import Context


def paths_to_ask(context: Context, query: Query) -> Mapping[str, str]:
    """Return the learning paths, id -> title, that a learner has to choose from; none for most learners.

    They are asked until they have chosen, or answered a question.
    """
    if context.config.sources["path"] != "default" or has_answers(query, context.learner):
        return {}
    from quizapp.usecases.study.learning_paths import known_paths  # the terminal's first question does not need it

    return known_paths(query)
