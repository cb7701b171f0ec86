"""The day on which a reviewed card is due: FSRS's interval, its fuzz, load balancing and days off.

If the chosen day differs from that of the seeded fuzz, the review records it, so that replaying the log does not
depend on these rules, and older reviews keep their days.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from quizapp.core.events import CardState, ReviewedCard
from quizapp.core.load_balancing import EVERY_DAY, Calendar, calendar_of, choose, next_open
from quizapp.core.model import Rating, State
from quizapp.core.scheduler import days_since, fuzz_fraction, fuzz_range, fuzzed, review_interval, step_wait
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


@dataclass(frozen=True, slots=True)
class _Wait:
    """How long a rating makes a card wait, and the interval to record if balancing changed it."""

    milliseconds: int
    placed: BalancedInterval | None = None


def balanced_interval(today: Today, subject: CardToRate, rating: Rating) -> BalancedInterval | None:
    """Return the balanced interval if it differs from what the seeded fuzz alone would give, else None.

    Also None for a rating that leads to a learning step, which is not scheduled by days.
    """
    return _waits(today, subject)[rating].placed


def _waits(today: Today, subject: CardToRate) -> dict[Rating, _Wait]:
    """Return the wait after each rating: within the fuzz range, not shorter than after a worse rating.

    After Good and Easy it is not shorter than the interval before either, as far as the fuzz range allows.
    """
    found: dict[Rating, _Wait] = {}
    before, memory, least = subject.before, subject.memory, 0
    for rating in Rating:
        step = step_wait(before, rating, memory)
        if step is not None:
            found[rating] = _Wait(step)
            continue
        interval = review_interval(before, rating, today.moment.now, memory)
        if rating in (Rating.GOOD, Rating.EASY):
            least = max(least, _interval_before(before))
        least = days = _days(today, subject, interval, least)
        plain = fuzzed(interval, card=subject.card, reviews=before.reviews, maximum=memory.maximum)
        placed = BalancedInterval(interval=interval, days=days) if days != plain else None
        found[rating] = _Wait(days * DAY_MS, placed)
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
    if calendar != EVERY_DAY or (settings.load_balance and interval <= BALANCED_DAYS):
        return _chosen_day(today, calendar, interval, (first, last), fraction)
    return first + int(fraction * (last - first + 1))


def _chosen_day(today: Today, calendar: Calendar, interval: int, fuzz: tuple[int, int], fraction: float) -> int:
    """Return the day (in days from now) within the fuzz range, by load and by the learner's calendar."""
    first, last = fuzz
    shares = _shares(today.moment.day, calendar, first, last)
    due = [0] * len(shares)
    if today.settings.load_balance and len(shares) > 1 and interval <= BALANCED_DAYS:
        due = today.due_counts.between(first, last)
    days = choose(interval, first, due, shares, fraction)
    # If every day of the fuzz range is a day off, take the next day that is not.
    return next_open(calendar, date.fromisoformat(today.moment.day), last + 1) if days is None else days


def _shares(day: str, calendar: Calendar, first: int, last: int) -> list[float]:
    """Return the share of a usual day's work on each day from `first` to `last`, counted in days from `day`."""
    if calendar == EVERY_DAY:
        return [1.0] * (last - first + 1)
    date_now = date.fromisoformat(day)
    return [calendar.share(date_now + timedelta(days=day)) for day in range(first, last + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingPreview:
    """What each rating would do to a card on a study day.

    The waits are those that `scheduler.reviewed` gives with the interval in `placed`: they are computed once.
    """

    before: CardState
    memory: SchedulerSettings
    placed: Mapping[Rating, BalancedInterval | None]
    seconds: Mapping[Rating, float]  # until the card is due
    day: str
    days_since: int | None  # whole periods of 24 hours since the last review

    def holds_at(self, moment: Moment) -> bool:
        """Return whether each rating would still do the same."""
        return self.day == moment.day and self.days_since == days_since(self.before, moment.now)


def rating_preview(today: Today, subject: CardToRate) -> RatingPreview:
    """Return what each of the four ratings would do to a card, before the learner rates it."""
    waits = _waits(today, subject)
    return RatingPreview(
        before=subject.before,
        memory=subject.memory,
        placed={rating: wait.placed for rating, wait in waits.items()},
        seconds={rating: wait.milliseconds / 1000 for rating, wait in waits.items()},
        day=today.moment.day,
        days_since=days_since(subject.before, today.moment.now),
    )


def without_steps(memory: SchedulerSettings) -> SchedulerSettings:
    """Return settings without learning steps, so that a measurement reschedules a card at most once a day."""
    return replace(memory, learning_steps=(), relearning_steps=())
