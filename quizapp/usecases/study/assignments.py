"""A teacher's assignments, as the learner sees them."""

from collections.abc import Sequence
from datetime import date

from quizapp.store.classroom.assignments import Assigned, assigned
from quizapp.store.daily_candidates import Query
from quizapp.store.location import Server
from quizapp.usecases.context import Context


def assignments(query: Query, context: Context) -> list[Assigned]:
    """Return the assignments with unanswered cards; none if the database is a file."""
    return assigned(query, context.learner) if isinstance(context.db, Server) else []


def as_lines(found: Sequence[Assigned], today: str) -> tuple[str, ...]:
    """Return one line for each, such as 'Assigned: Concurrency by 2026-03-10 (in 8 days), 96 of 108 cards are new.'"""
    return tuple(
        f"Assigned: {each.title} by {each.due} ({_when(each.due, today)}), {each.left} of {each.cards} cards are new."
        for each in found
    )


def greeting(query: Query, context: Context) -> tuple[str, ...]:
    """Return the lines about assignments that a quiz shows before its first question."""
    return as_lines(assignments(query, context), context.moment().day)


def _when(due: str, today: str) -> str:
    days = (date.fromisoformat(due) - date.fromisoformat(today)).days
    if days in (0, 1):
        return "tomorrow" if days else "today"
    return f"in {days} days" if days > 0 else f"{-days} day{'s'[: days < -1]} ago"
