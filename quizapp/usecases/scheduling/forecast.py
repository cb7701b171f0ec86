"""The coming months of this learner: the current cards, simulated for a desired retention."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from statistics import mean
from typing import Any

from quizapp.core import fsrs
from quizapp.core.float_sum import float_sum
from quizapp.core.load_balancing import calendar_of
from quizapp.core.review_history import CardHistory, Habits, habits_of
from quizapp.core.simulation import Course, Scenario, SimulatedCard, simulate
from quizapp.core.study_day import DAY_MS
from quizapp.store.database import Store
from quizapp.store.events.parameters import Presets, own_preset, parameters_of, presets
from quizapp.store.events.review_history import histories
from quizapp.store.events.simulation_input import learnt, unseen
from quizapp.usecases.context import Context

MOST_CARDS = 4000  # limit of simulated cards; in a larger collection every n-th card represents n
MONTH = 30  # days
RETENTIONS = tuple(percent / 100 for percent in range(80, 96))


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """The input of a simulation: cards, the learner's habits, and how many cards each simulated one represents."""

    cards: Sequence[SimulatedCard]
    unseen: int
    habits: Habits
    scale: int

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to simulate."""
        return not self.cards and not self.unseen


@dataclass(frozen=True, slots=True)
class MonthWork:
    """The work of 30 days, a day on average."""

    reviews_per_day: float
    minutes_per_day: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRow:
    """What one desired retention costs and gives."""

    retention: float
    reviews_per_day: float
    new_per_day: float
    minutes_per_day: float
    busiest_day: int
    remembered: int  # cards recalled at the end
    seconds_per_remembered: float | None  # None where nothing is remembered
    months: tuple[MonthWork, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPlan:
    """The coming months for each desired retention; `as_json` is the JSON contract."""

    days: int
    seed: int
    cards: int
    unseen: int
    one_card_stands_for: int
    retention: float  # the learner's
    cheapest: float | None
    rows: tuple[RetentionRow, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the plan as a JSON document."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which cards a simulation starts from, and with what memory."""

    within: Set[str] | None = None  # cards; None for all
    restate: bool = False  # with the memory that the presets give, computed from all reviews; due dates stay


WHOLE = Part()


def collection_of(
    context: Context, store: Store, past: Sequence[CardHistory], in_use: Presets, part: Part = WHOLE
) -> Collection:
    """Return the learner's cards, all or a part of them."""
    moment, known = context.moment(), []
    by_card: Mapping[str, CardHistory] = {history.card: history for history in past} if part.restate else {}
    for card, stability, difficulty, last_ms, due_ms in learnt(store.query, store.learner):
        if part.within is not None and card not in part.within:
            continue
        parameters = parameters_of(in_use, card)
        if card in by_card:
            history = by_card[card]
            stability, difficulty = fsrs.replayed(fsrs.model(parameters), history.ratings, history.gaps)
        last, due = ((moment_ms - moment.day_start) // DAY_MS for moment_ms in (last_ms, due_ms))
        retention = own_preset(in_use, card).retention
        known.append(SimulatedCard(stability, difficulty, min(last, 0), due, parameters, retention))
    fresh = unseen(store.query, store.learner)
    scale = max(1, -(-(len(known) + fresh) // MOST_CARDS))
    return Collection(cards=known[::scale], unseen=fresh // scale, habits=habits_of(past), scale=scale)


def scenario_of(context: Context, found: Collection, days: int, parameters: tuple[float, ...], seed: int) -> Scenario:
    """Return the input of a simulation with the current settings, for a number of days from today."""
    settings, today = context.settings, date.fromisoformat(context.moment().day)
    calendar = calendar_of(settings.easy_days, settings.days_off)
    return Scenario(
        retention=settings.retention,
        shares=tuple(calendar.share(today + timedelta(days=day)) for day in range(days)),
        new_per_day=settings.new_per_day / found.scale,
        reviews_per_day=settings.reviews_per_day / found.scale,
        unseen=found.unseen,
        learning_steps=len(settings.learning_steps),
        relearning_steps=len(settings.relearning_steps),
        parameters=parameters,
        seed=seed,
    )


def workload(context: Context, found: Collection, parameters: tuple[float, ...], days: int) -> dict[str, float]:
    """Return the total reviews and minutes of the coming days, including new cards."""
    course = simulate(found.cards, scenario_of(context, found, days, parameters, 0), found.habits)
    answered = (sum(course.reviews) + sum(course.introduced)) * found.scale
    return {"reviews": answered, "minutes": round(float_sum(course.seconds) * found.scale / 60, 1)}


def retention_plan(
    context: Context, store: Store, *, months: int, seed: int = 0, retentions: Sequence[float] = RETENTIONS
) -> RetentionPlan:
    """Return the coming months, simulated for each desired retention and the learner's own."""
    # One desired retention for all: those of single decks would hide what it costs.
    in_use = {deck: replace(each, retention=None) for deck, each in presets(store.query, store.learner).items()}
    found = collection_of(context, store, histories(store.query, store.learner), in_use)
    base = scenario_of(context, found, months * MONTH, parameters_of(in_use, ""), seed)
    rows = []
    for retention in sorted({*retentions, context.settings.retention}):
        course = simulate(found.cards, replace(base, retention=retention), found.habits)
        rows.append(_row(retention, course, found.scale))
    priced = [(row.seconds_per_remembered, row.retention) for row in rows if row.seconds_per_remembered is not None]
    return RetentionPlan(
        days=months * MONTH, seed=seed, cards=len(found.cards) * found.scale, unseen=found.unseen * found.scale,
        one_card_stands_for=found.scale, retention=context.settings.retention,
        cheapest=min(priced)[1] if priced else None, rows=tuple(rows),
    )  # fmt: skip


def _row(retention: float, course: Course, scale: int) -> RetentionRow:
    seconds, remembered = float_sum(course.seconds) * scale, course.remembered * scale
    return RetentionRow(
        retention=retention,
        reviews_per_day=round(mean(course.reviews) * scale, 1),
        new_per_day=round(mean(course.introduced) * scale, 1),
        minutes_per_day=round(seconds / 60 / len(course.seconds), 1),
        busiest_day=max(course.reviews) * scale,
        remembered=round(remembered),
        seconds_per_remembered=round(seconds / remembered, 2) if remembered else None,
        months=tuple(_month(course, start, scale) for start in range(0, len(course.reviews), MONTH)),
    )


def _month(course: Course, start: int, scale: int) -> MonthWork:
    days = slice(start, start + MONTH)
    return MonthWork(round(mean(course.reviews[days]) * scale, 1), round(mean(course.seconds[days]) * scale / 60, 1))
