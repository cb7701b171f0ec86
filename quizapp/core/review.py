"""What the log keeps of a review, and what a rating did."""

from typing import Any

from quizapp.core.events import CardState
from quizapp.core.model import Rating, State
from quizapp.core.scheduler import BalancedInterval, SchedulerSettings, retrievability
from quizapp.core.session_values import RatingResult


def review_payload(
    before: CardState, rating: Rating, now_ms: int, memory: SchedulerSettings, placed: BalancedInterval | None = None
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


def rated_of(card: str, rating: Rating, after: CardState, now_ms: int) -> RatingResult:
    """Return what a rating did to a card."""
    due = after.due_ms or now_ms
    return RatingResult(
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
