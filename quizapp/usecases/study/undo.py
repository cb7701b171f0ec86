"""From a grading to an event: what is suggested, what the log keeps of a review, and taking it back."""

import time
from typing import Any

from sqlalchemy import Connection

from quizapp.core.events import UNDO, CardState, Event
from quizapp.core.model import Rating, State
from quizapp.core.scheduler import Memory, Placed, retrievability
from quizapp.core.session_values import Asked, Outcome, Rated
from quizapp.questions.registry import kind_named
from quizapp.store.database import Store
from quizapp.store.events.card_leases import take
from quizapp.store.events.event_log import last_undoable, record
from quizapp.usecases.context import Context


def graded(asked: Asked, answer: Any) -> Outcome:
    """Return how an answer is graded without running anything; None reveals, and the learner judges."""
    kind = kind_named(asked.card.kind)
    if answer is not None:
        return as_outcome(kind.grade(asked.question, asked.shown, answer))
    solution = kind.solution(asked.question, asked.shown)
    if solution is None:
        return Outcome(correct=None, expected="", remarks=(), suggested=Rating.AGAIN)
    expected = kind.grade(asked.question, asked.shown, solution).expected
    suggested = Rating.GOOD if asked.shown.entry == "reveal" else Rating.AGAIN
    return Outcome(correct=None, expected=expected, remarks=(), suggested=suggested)


def as_outcome(graded: Any) -> Outcome:
    """Return a grading as the session has it: wrong is Again, right is Good unless the kind says otherwise."""
    suggested = graded.rating or (Rating.AGAIN if graded.correct is False else Rating.GOOD)
    return Outcome(correct=graded.correct, expected=graded.expected, remarks=graded.remarks, suggested=suggested)


def review_payload(
    before: CardState, rating: Rating, now_ms: int, memory: Memory, placed: Placed | None = None
) -> dict[str, Any]:
    """Return what the log keeps of a review beside the answer: `r` is the chance of recall just before."""
    payload: dict[str, Any] = {
        "rating": str(rating),
        "state": str(before.state),
        "r": retrievability(before.stability, before.last_ms, now_ms, memory.decay),
    }
    if placed:
        payload["placed"] = [placed.interval, placed.days]
    settings = memory.as_payload()
    return payload | {"memory": settings} if settings else payload


def rated_of(card: str, rating: Rating, after: CardState, now_ms: int) -> Rated:
    """Return what a rating did to a card."""
    due = after.due_ms or now_ms
    return Rated(
        card=card,
        rating=rating,
        due_ms=due,
        interval_s=(due - now_ms) / 1000,
        stability=after.stability or 0.0,
        difficulty=after.difficulty or 0.0,
    )


def is_learning(state: CardState) -> bool:
    """Return whether a card is at a step that comes back within the day."""
    return state.state in (State.LEARNING, State.RELEARNING)


def undo_last(context: Context, store: Store, session: str = "") -> tuple[Event | None, bool]:
    """Take the learner's last action back, across sessions; return what was undone, or None.

    Where a session is named, it claims the card in the same transaction; returned is whether it could.
    """
    last = last_undoable(store)
    if last is None:
        return None, False
    moment, card, claimed = context.moment(), last.card, False

    def claim_again(connection: Connection, after: CardState) -> None:
        nonlocal claimed
        now = time.time_ns() // 1_000_000
        claimed = take(connection, store.learner, card, session, wall_ms=now, seen_reviews=after.reviews)

    then = claim_again if session else None
    record(store, UNDO, card, {}, now_ms=moment.now, day=moment.day, undoes=last.id, then=then)
    return last, claimed
