"""Reads the figures of a study day, without importing SQLAlchemy."""

from quizapp.core.scope import Moment, Scope
from quizapp.store import queries
from quizapp.store.daily_candidates import Query, parameters, paused_parameter

_AFTER_ALL = "~"  # sorts after every ISO date


def study_days(query: Query, learner: str, most: int, before: str = _AFTER_ALL) -> list[str]:
    """Return at most `most` study days with reviews, before an ISO date if given, newest first."""
    rows = query(queries.STUDY_DAYS, {"learner": learner, "most": most, "before": before})
    return sorted((row[0] for row in rows), reverse=True)


def latest_seconds(query: Query, learner: str) -> list[float]:
    """Return the seconds that the latest answers took, as far as they were measured."""
    rows = query(queries.LATEST_SECONDS, {"learner": learner})
    return [float(row[0]) for row in rows if row[0] is not None and float(row[0]) > 0]


def answered_today(query: Query, moment: Moment) -> int:
    """Return the number of reviews of the study day that were not undone."""
    return int(query(queries.DONE, parameters(query, moment, Scope(), 0))[0][2])


def due_between(query: Query, learner: str, from_ms: int, to_ms: int) -> int:
    """Return how many cards become due in [from_ms, to_ms), counting siblings once."""
    span = {"learner": learner, "from_ms": from_ms, "to_ms": to_ms}
    return int(query(queries.DUE_BETWEEN, span | paused_parameter(query, learner))[0][0])


def next_due_ms(query: Query, moment: Moment) -> int | None:
    """Return when the next card becomes due after the study day, in milliseconds; None if no card is scheduled."""
    times = query(queries.NEXT_DUE, parameters(query, moment, Scope(), 0))[0]
    return min((each for each in times if each is not None), default=None)
