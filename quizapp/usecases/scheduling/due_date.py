"""The day on which a reviewed card is due: FSRS's interval, its fuzz, load balancing and days off."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from quizapp.core.events import CardState
from quizapp.core.load_balancing import Calendar, calendar_of, choose, next_open
from quizapp.core.model import Rating
from quizapp.core.scheduler import Rated, fuzz_fraction, fuzz_range, fuzzed, interval_after, reviewed
from quizapp.core.scheduler_settings import BalancedInterval, SchedulerSettings
from quizapp.core.scope import Moment
from quizapp.settings.settings import Settings
from quizapp.store.daily_candidates import Query
from quizapp.store.events.due_counts import DayDueCounts
from quizapp.store.events.parameters import parameters_of, presets
from quizapp.usecases.context import Context

BALANCED_DAYS = 90  # longer intervals are not balanced: too little is known of the work of such late days


def memory_for(context: Context, query: Query, card: str) -> SchedulerSettings:
    """Return the scheduler's settings for a card: the learner's, with the parameters fitted for its deck."""
    return context.memory(parameters_of(presets(query, context.learner), card))


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What decides the day of any card reviewed now."""

    settings: Settings
    moment: Moment
    due_counts: DayDueCounts  # how many cards are due on each day


@dataclass(frozen=True, slots=True, kw_only=True)
class CardToRate:
    """A card with its state before a review, and the scheduler's settings for it."""

    card: str
    before: CardState
    memory: SchedulerSettings


def balanced_interval(today: Today, subject: CardToRate, rating: Rating) -> BalancedInterval | None:
    """Return the interval that load balancing and days off choose, or None where the seeded fuzz alone decides.

    None, too, for a rating that leads to a learning step, which has no day.
    """
    card, before, memory = subject.card, subject.before, subject.memory
    interval = interval_after(before, rating, today.moment.now, memory)
    if interval is None:
        return None
    plain = fuzzed(interval, card=card, reviews=before.reviews, maximum=memory.maximum)
    settings = today.settings
    calendar = calendar_of(settings.easy_days, settings.days_off)
    days = plain
    if calendar != Calendar() or (settings.load_balance and interval <= BALANCED_DAYS):
        fraction = fuzz_fraction(card, before.reviews)
        days = _chosen_day(today, calendar, interval, fuzz_range(interval, memory.maximum), fraction)
    return BalancedInterval(interval=interval, days=days) if days != plain else None


def _chosen_day(today: Today, calendar: Calendar, interval: int, fuzz: tuple[int, int], fraction: float) -> int:
    """Return the day (days from now) within the fuzz range that has the least work for the learner's calendar."""
    first, last = fuzz
    date_now = date.fromisoformat(today.moment.day)
    shares = [calendar.share(date_now + timedelta(days=day)) for day in range(first, last + 1)]
    due = [0] * len(shares)
    if today.settings.load_balance and len(shares) > 1 and interval <= BALANCED_DAYS:
        due = today.due_counts.between(first, last)
    days = choose(interval, first, due, shares, fraction)
    # Where every day within the fuzz range is a day off, the next day that is not.
    return next_open(calendar, date_now, last + 1) if days is None else days


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingPreview:
    """What each rating would do to a card on a study day."""

    before: CardState
    memory: SchedulerSettings
    placed: Mapping[Rating, BalancedInterval | None]
    day: str

    def seconds(self, card: str, now_ms: int) -> dict[Rating, float]:
        """Return the interval that each rating would give, in seconds."""
        states = {
            rating: reviewed(self.before, Rated(card, rating, now_ms), self.memory, placed)
            for rating, placed in self.placed.items()
        }
        return {rating: (state.due_ms - now_ms) / 1000 for rating, state in states.items()}


def rating_preview(today: Today, subject: CardToRate) -> RatingPreview:
    """Return what each of the four ratings would do to a card, before the learner rates it."""
    return RatingPreview(
        before=subject.before,
        memory=subject.memory,
        placed={rating: balanced_interval(today, subject, rating) for rating in Rating},
        day=today.moment.day,
    )


def without_steps(memory: SchedulerSettings) -> SchedulerSettings:
    """Return settings without steps within a day: one odd measurement reschedules a card once a day at most."""
    return replace(memory, learning_steps=(), relearning_steps=())
