"""The day on which a reviewed card is due: FSRS's interval, its fuzz, load balancing and days off.

If the chosen day differs from that of the seeded fuzz, the review records it, so that replaying the log does not
depend on these rules, and older reviews keep their days.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from quizapp.core.events import CardState, ReviewedCard
from quizapp.core.fuzz import day_within, fuzz_fraction, fuzz_range
from quizapp.core.model import Rating, State
from quizapp.core.scheduler import days_since, review_intervals, step_wait
from quizapp.core.scheduler_settings import BalancedInterval, SchedulerSettings
from quizapp.core.scope import Moment
from quizapp.core.study_day import DAY_MS, days_between
from quizapp.store.daily_candidates import Query
from quizapp.store.events.parameters import own_preset, parameters_of, presets
from quizapp.usecases.context import Context
from quizapp.usecases.scheduling.due_days import DueDays


def memory_for(context: Context, query: Query, card: str) -> SchedulerSettings:
    """Return the scheduler's settings for a card: the learner's, with the preset of its deck."""
    in_use = presets(query, context.learner)
    return context.memory(parameters_of(in_use, card), own_preset(in_use, card).retention)


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What the day of any card reviewed now depends on."""

    moment: Moment
    due_days: DueDays


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
    return _waits(today, subject, _days_now(today, subject))[rating].placed


def _days_now(today: Today, subject: CardToRate) -> int:
    """Return the study days since the last review."""
    return days_since(subject.before, today.moment.now, today.moment.day_start)


def _waits(today: Today, subject: CardToRate, days_now: int) -> dict[Rating, _Wait]:
    """Return the wait after each rating: within the fuzz range, or longer so that the ratings differ.

    Good waits a day longer than Hard, and Easy than Good; none of them shorter than the interval that ends, as far as
    the fuzz range allows. Only an interval that began today is not made longer: repeating a card would postpone it.
    """
    found: dict[Rating, _Wait] = {}
    before, memory = subject.before, subject.memory
    at, worse, kept = fuzz_fraction(subject.card, before.reviews), 0, _interval_before(before, today.moment)
    apart = 1 if days_now > 0 or before.state is not State.REVIEW else 0
    for rating, interval in review_intervals(before, days_now, memory).items():
        step = step_wait(before, rating, memory)
        if step is not None:
            found[rating] = _Wait(step)
            continue
        low, high = fuzz_range(interval, memory.maximum)
        first = low
        if rating is not Rating.AGAIN:
            grown = kept + apart if interval > kept else kept
            least = worse + apart if worse and rating is not Rating.HARD else worse
            if least < grown <= high:
                least = grown
            if first < least:
                first = min(least, memory.maximum)
        worse = days = today.due_days.choose(interval, first, high if first < high else first, at)
        is_moved = days != day_within(low, high, at)
        found[rating] = _Wait(days * DAY_MS, BalancedInterval(interval=interval, days=days) if is_moved else None)
    return found


def _interval_before(before: CardState, moment: Moment) -> int:
    """Return the interval in study days that ends with this review; 0 after a learning step."""
    if not isinstance(before, ReviewedCard) or before.state is not State.REVIEW:
        return 0
    return max(0, days_between(before.last_ms, before.due_ms, moment.day_start))


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
    days_since: int  # study days since the last review

    def holds_at(self, moment: Moment) -> bool:
        """Return whether each rating would still do the same."""
        return self.day == moment.day and self.days_since == days_since(self.before, moment.now, moment.day_start)


def rating_preview(today: Today, subject: CardToRate) -> RatingPreview:
    """Return what each of the four ratings would do to a card, before the learner rates it."""
    days_now = _days_now(today, subject)
    waits = _waits(today, subject, days_now)
    return RatingPreview(
        before=subject.before,
        memory=subject.memory,
        placed={rating: wait.placed for rating, wait in waits.items()},
        seconds={rating: wait.milliseconds / 1000 for rating, wait in waits.items()},
        day=today.moment.day,
        days_since=days_now,
    )


def without_steps(memory: SchedulerSettings) -> SchedulerSettings:
    """Return settings without learning steps, so that a measurement reschedules a card at most once a day."""
    return replace(memory, learning_steps=(), relearning_steps=())
