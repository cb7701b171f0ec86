"""What the log stores of a review, and what a rating did."""

from quizapp.core.event_payloads import ReviewPayload
from quizapp.core.events import CardState
from quizapp.core.model import Rating, State
from quizapp.core.scheduler import retrievability
from quizapp.core.scheduler_settings import BalancedInterval, SchedulerSettings
from quizapp.core.session_values import RatingResult


def review_payload(
    before: CardState, rating: Rating, now_ms: int, memory: SchedulerSettings, placed: BalancedInterval | None = None
) -> ReviewPayload:
    """Return what the log stores of a review besides the answer.

    `before` is the state at `now_ms` (UTC milliseconds), from which the chance of recall just before follows.
    `placed` is the interval that load balancing chose, if it did.
    """
    chance = retrievability(before.stability, before.last_ms, now_ms, memory.decay)
    return ReviewPayload(rating=rating, state=before.state, r=chance, placed=placed, settings=memory)


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
