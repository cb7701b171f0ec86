"""How far the decks are, and what it would take to finish them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from quizapp.core.float_sum import float_sum
from quizapp.core.statistics.review_counts import DayCount

PACE_DAYS = 30
REVIEWS_PER_NEW = 8.0  # reviews that a new card causes in its first months, until the history tells
SECONDS_PER_REVIEW = 8.0  # until there is a history
LIMITS = (5, 10, 20)  # new cards a day whose cost is shown


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the learner works; `reviews_per_new` is how many reviews follow from one new card."""

    new_per_day: float
    seconds_per_review: float
    reviews_per_new: float


@dataclass(frozen=True, slots=True)
class LimitCost:
    """What a limit of new cards a day would cost; `days_left` is None at a limit of 0."""

    new_per_day: int
    days_left: int | None
    minutes_a_day: float


@dataclass(frozen=True, slots=True)
class DeckProgress:
    """How far a deck is: cards by state, and the cost of finishing it at the present pace."""

    learnt: int
    learning: int
    new: int
    days_left: int | None
    minutes_a_day: float
    limits: tuple[LimitCost, ...]


def since_day(today: str) -> str:
    """Return the first of the days over which new cards are counted."""
    return (date.fromisoformat(today) - timedelta(days=PACE_DAYS - 1)).isoformat()


def new_a_day(new: int, first_day: str, today: str) -> float:
    """Return new cards a day, of those since `since_day(today)`; `first_day` is the first with a review.

    Days before the first review do not count: who began today with 10 new cards is at 10 a day.
    """
    begun = max(date.fromisoformat(first_day), date.fromisoformat(since_day(today)))
    return new / max(1, (date.fromisoformat(today) - begun).days + 1)


def pace(days: Sequence[DayCount], today: str) -> Pace:
    """Return the pace: new cards a day over the last 30 days, the rest over the whole history."""
    since = since_day(today)
    recent = [each for each in days if each.day >= since]
    new = sum(each.reviews for each in recent if each.state == "new")
    reviews = sum(each.reviews for each in days)
    seconds = float_sum(each.seconds for each in days)
    ever_new = sum(each.reviews for each in days if each.state == "new")
    return Pace(
        new_a_day(new, min((each.day for each in days), default=today), today),
        seconds / reviews if reviews and seconds else SECONDS_PER_REVIEW,
        max(1.0, reviews / ever_new) if ever_new >= PACE_DAYS else REVIEWS_PER_NEW,
    )


def deck_progress(learnt: int, learning: int, new: int, pace: Pace) -> DeckProgress:
    """Return how far a deck is, the days to finish it at its pace, and the cost of other limits.

    A limit costs the new cards, or as many as there are, and the reviews that follow: `limit * (1 + reviews_per_new)`
    answers a day.
    """

    def days(limit: float) -> int | None:
        return ceil(new / limit) if limit > 0 else None

    def minutes(limit: float) -> float:
        return round(limit * (1 + pace.reviews_per_new) * pace.seconds_per_review / 60, 1)

    return DeckProgress(
        learnt, learning, new,
        days_left=days(pace.new_per_day) if new else 0,
        minutes_a_day=minutes(pace.new_per_day),
        limits=tuple(LimitCost(limit, days(limit), minutes(min(limit, new))) for limit in LIMITS),
    )  # fmt: skip
