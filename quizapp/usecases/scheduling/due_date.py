"""The day on which a reviewed card comes back: FSRS's interval, its fuzz, the load of the days, days off."""

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
from quizapp.store.events.due_counts import DayLoads
from quizapp.store.events.parameters import parameters_of, presets
from quizapp.usecases.context import Context

BALANCED_DAYS = 90  # of a later day's work too little is known yet


def memory_for(context: Context, query: Query, card: str) -> SchedulerSettings:
    """Return what the scheduler goes by for a card: the settings, and the parameters that stand for its deck."""
    return context.memory(parameters_of(presets(query, context.learner), card))


def balanced_interval(
    settings: Settings,
    moment: Moment,
    loads: DayLoads,
    before: CardState,
    card: str,
    rating: Rating,
    memory: SchedulerSettings,
) -> BalancedInterval | None:
    """Return where a review puts a card, or None where that is what the seeded fuzz alone says, or no day at all."""
    interval = interval_after(before, rating, moment.now, memory)
    if interval is None:
        return None
    calendar = calendar_of(settings.easy_days, settings.days_off)
    plain = fuzzed(interval, card=card, reviews=before.reviews, maximum=memory.maximum)
    days = plain
    if calendar != Calendar() or (settings.load_balance and interval <= BALANCED_DAYS):
        counted = loads if settings.load_balance else None
        days = _chosen(counted, moment, calendar, interval, memory.maximum, fuzz_fraction(card, before.reviews))
    return BalancedInterval(interval=interval, days=days) if days != plain else None


def _chosen(known: DayLoads | None, moment: Moment, calendar: Calendar, interval: int, maximum: int, at: float) -> int:
    first, last = fuzz_range(interval, maximum)
    today = date.fromisoformat(moment.day)
    shares = [calendar.share(today + timedelta(days=day)) for day in range(first, last + 1)]
    due = [0] * len(shares)
    if known is not None and len(shares) > 1 and interval <= BALANCED_DAYS:
        due = known.between(first, last)
    days = choose(interval, first, due, shares, at)
    # Where every day within the fuzz is off, nobody would study then either.
    return next_open(calendar, today, last + 1) if days is None else days


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingPreview:
    """What awaits a card on a day: what the scheduler goes by, and where each rating would put it."""

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


def rating_preview(
    context: Context, query: Query, before: CardState, card: str, *,
    once_a_day: bool = False, known: DayLoads | None = None,
) -> RatingPreview:  # fmt: skip
    """Return what awaits a card: all four outcomes are known before the learner rates.

    `known` are today's loads, where a sitting keeps them; they are counted anew otherwise.
    """
    memory, moment = memory_for(context, query, card), context.moment()
    if once_a_day:
        # Without steps within the day: one odd measurement moves a card once a day at the most.
        memory = replace(memory, learning_steps=(), relearning_steps=())
    loads = known or DayLoads(query, moment)
    placed = {
        rating: balanced_interval(context.settings, moment, loads, before, card, rating, memory) for rating in Rating
    }
    return RatingPreview(before=before, memory=memory, placed=placed, day=moment.day)
