"""The day on which a reviewed card is due: FSRS's interval, its fuzz, load balancing and days off.

If the chosen day differs from that of the seeded fuzz, the review records it, so that replaying the log does not
depend on these rules, and older reviews keep their days.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from quizapp.core.events import CardState, ReviewedCard
from quizapp.core.load_balancing import Calendar, calendar_of, choose, next_open
from quizapp.core.model import Rating, State
from quizapp.core.scheduler import Rated, fuzz_fraction, fuzz_range, fuzzed, interval_after, reviewed
from quizapp.core.scheduler_settings import BalancedInterval, SchedulerSettings
from quizapp.core.scope import Moment
from quizapp.core.study_day import DAY_MS
from quizapp.settings.settings import Settings
from quizapp.store.daily_candidates import Query
from quizapp.store.events.due_counts import DayDueCounts
from quizapp.store.events.parameters import own_preset, parameters_of, presets
from quizapp.usecases.context import Context

BALANCED_DAYS = 90  # days; longer intervals are not balanced, because little is known about the load of such late days


def memory_for(context: Context, query: Query, card: str) -> SchedulerSettings:
    """Return the scheduler's settings for a card: the learner's, with the preset of its deck."""
    in_use = presets(query, context.learner)
    return context.memory(parameters_of(in_use, card), own_preset(in_use, card).retention)


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What the day of any card reviewed now depends on."""

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
    """Return the balanced interval if it differs from what the seeded fuzz alone would give, else None.

    Also None for a rating that leads to a learning step, which is not scheduled by days.
    """
    return _balanced(today, subject)[rating]


def _balanced(today: Today, subject: CardToRate) -> dict[Rating, BalancedInterval | None]:
    """Return the interval of each rating: within the fuzz range, not shorter than that of a worse rating.

    After Good and Easy it is not shorter than the interval before either, as far as the fuzz range allows.
    """
    found: dict[Rating, BalancedInterval | None] = {}
    least = 0
    for rating in Rating:
        interval = interval_after(subject.before, rating, today.moment.now, subject.memory)
        if interval is None:
            found[rating] = None
            continue
        if rating in (Rating.GOOD, Rating.EASY):
            least = max(least, _interval_before(subject.before))
        least = days = _days(today, subject, interval, least)
        plain = fuzzed(interval, card=subject.card, reviews=subject.before.reviews, maximum=subject.memory.maximum)
        found[rating] = BalancedInterval(interval=interval, days=days) if days != plain else None
    return found


def _interval_before(before: CardState) -> int:
    """Return the interval in whole days that ends with this review; 0 after a learning step."""
    if not isinstance(before, ReviewedCard) or before.state is not State.REVIEW:
        return 0
    return max(0, before.due_ms - before.last_ms) // DAY_MS


def _days(today: Today, subject: CardToRate, interval: int, least: int) -> int:
    """Return the interval in days, at least `least` if the fuzz range reaches that far."""
    memory, settings = subject.memory, today.settings
    first, last = fuzz_range(interval, memory.maximum)
    first = least if first < least <= last else first
    fraction = fuzz_fraction(subject.card, subject.before.reviews)
    calendar = calendar_of(settings.easy_days, settings.days_off)
    if calendar != Calendar() or (settings.load_balance and interval <= BALANCED_DAYS):
        return _chosen_day(today, calendar, interval, (first, last), fraction)
    return first + int(fraction * (last - first + 1))


def _chosen_day(today: Today, calendar: Calendar, interval: int, fuzz: tuple[int, int], fraction: float) -> int:
    """Return the day (in days from now) within the fuzz range, by load and by the learner's calendar."""
    first, last = fuzz
    date_now = date.fromisoformat(today.moment.day)
    shares = [calendar.share(date_now + timedelta(days=day)) for day in range(first, last + 1)]
    due = [0] * len(shares)
    if today.settings.load_balance and len(shares) > 1 and interval <= BALANCED_DAYS:
        due = today.due_counts.between(first, last)
    days = choose(interval, first, due, shares, fraction)
    # If every day of the fuzz range is a day off, take the next day that is not.
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
        placed=_balanced(today, subject),
        day=today.moment.day,
    )


def without_steps(memory: SchedulerSettings) -> SchedulerSettings:
    """Return settings without learning steps, so that a measurement reschedules a card at most once a day."""
    return replace(memory, learning_steps=(), relearning_steps=())
