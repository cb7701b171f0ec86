"""What the log stores of a review, and what a rating did."""

from typing import TypeGuard

from quizapp.core import fsrs
from quizapp.core.event_payloads.review import ReviewPayload
from quizapp.core.events import CardState, ReviewedCard
from quizapp.core.model import Rating, State
from quizapp.core.scheduler import Rated, days_since
from quizapp.core.scheduler_settings import BalancedInterval, SchedulerSettings
from quizapp.core.session_values import RatingResult


def review_payload(
    before: CardState, rated: Rated, memory: SchedulerSettings, placed: BalancedInterval | None = None
) -> ReviewPayload:
    """Return what the log stores of a review besides the answer.

    The chance of recall follows from `before`, the state just before, and from the whole days since the last review,
    with which the scheduler counts too. `placed` is the interval that load balancing chose, if it did.
    """
    chance = None
    if isinstance(before, ReviewedCard):
        days = days_since(before, rated.time_ms, rated.day_begins)
        chance = fsrs.recall(fsrs.model(memory.parameters), before.stability, max(0, days))
    return ReviewPayload(
        rating=rated.rating, state=before.state, r=chance, placed=placed, settings=memory, day_begins=rated.day_begins
    )


def rated_of(card: str, rating: Rating, after: CardState, now_ms: int) -> RatingResult:
    """Return what a rating did to a card; cramming a new card leaves it new, due now."""
    if not isinstance(after, ReviewedCard):
        return RatingResult(card=card, rating=rating, due_ms=now_ms, stability=0.0, difficulty=0.0)
    return RatingResult(
        card=card,
        rating=rating,
        due_ms=after.due_ms,
        stability=after.stability,
        difficulty=after.difficulty,
    )


def is_learning(state: CardState) -> TypeGuard[ReviewedCard]:
    """Return whether a card is at a step that comes back within the day."""
    return state.state in (State.LEARNING, State.RELEARNING)
