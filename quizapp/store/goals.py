"""Reads the learner's goals through a `Query`."""

import json
from datetime import date

from quizapp.core.event_payloads.goal import GoalPayload
from quizapp.core.goals import Goal, goals_in_use
from quizapp.core.scope import Moment, Scope
from quizapp.store import queries
from quizapp.store.daily_candidates import Query, parameters


def goals(query: Query, moment: Moment) -> tuple[Goal, ...]:
    """Return the goals in use."""
    rows = query(queries.GOALS, {"learner": moment.learner})
    if not rows:
        return ()
    return goals_in_use((GoalPayload.stored(json.loads(body)) for (body,) in rows), date.fromisoformat(moment.day))


def unseen_this_morning(query: Query, moment: Moment, scope: Scope) -> int:
    """Return how many cards of a scope had never been answered when the study day began."""
    return int(query(queries.UNSEEN_THIS_MORNING, parameters(query, moment, scope, 0))[0][0])
