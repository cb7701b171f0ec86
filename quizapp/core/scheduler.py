"""Scheduling by FSRS-6: (state, rating, time) -> state, and the fold of a card's events.

The fuzz is seeded by card and review count, and a review records an interval that load balancing changed, so that
replaying the log gives the same bits. Elapsed time is counted in study days, as FSRS was fitted; a review records when
its study day begins. One without that counts whole periods of 24 hours, as the versions did that recorded none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from quizapp.core import fsrs
from quizapp.core.event_payloads.review import (
    RATING_ONLY,
    ImportedOutcome,
    day_begins_of,
    day_of,
    outcome_of,
    placed_of,
    rating_of,
    settings_of,
)
from quizapp.core.events import (
    BURY,
    FORGET,
    REVIEW,
    STATE_IMPORTED,
    SUSPEND,
    UNSUSPEND,
    CardState,
    Event,
    ReviewedCard,
    in_order,
)
from quizapp.core.fsrs import AGAIN, EASY, GOOD, HARD
from quizapp.core.fuzz import fuzzed
from quizapp.core.learning_steps import after_rating
from quizapp.core.model import Rating, State
from quizapp.core.scheduler_settings import DECAY, BalancedInterval, SchedulerSettings
from quizapp.core.study_day import DAY_MS, days_between

RATINGS = tuple(Rating)
NUMBER: Mapping[str, int] = {"again": AGAIN, "hard": HARD, "good": GOOD, "easy": EASY}


def days_since(before: CardState, time_ms: int, day_begins: int | None) -> int:
    """Return the days since the last review as `days_between` counts them; 0 for a card that was never reviewed."""
    return days_between(before.last_ms, time_ms, day_begins) if isinstance(before, ReviewedCard) else 0


def next_memory_state(
    before: CardState, rating: Rating | str, days: int, memory: SchedulerSettings
) -> tuple[float, float]:
    """Return stability (days) and difficulty after a review, so many whole days after the last one."""
    model, number = fsrs.model(memory.parameters), NUMBER[rating]
    if not isinstance(before, ReviewedCard):
        return fsrs.first(model, number)
    return fsrs.advance(model, before.stability, before.difficulty, number, days)


def step_wait(before: CardState, rating: Rating, memory: SchedulerSettings) -> int | None:
    """Return the milliseconds of the learning step to which a rating leads; None if it gives an interval in days."""
    state, _, wait = _stepped(before, NUMBER[rating], memory)
    return None if state is State.REVIEW else wait


def review_intervals(before: CardState, days: int, memory: SchedulerSettings) -> dict[Rating, int]:
    """Return the interval in days before any fuzz after each rating, as if none of them led to a learning step.

    `days` are the whole days since the last review.
    """
    model = fsrs.model(memory.parameters)
    if not isinstance(before, ReviewedCard):
        stabilities: Sequence[float] = model.first_stability[AGAIN:]
    else:
        stabilities = fsrs.stabilities_after(model, before.stability, before.difficulty, days)
    return dict(zip(RATINGS, fsrs.intervals(model, stabilities, memory.retention, memory.maximum), strict=True))


def _stepped(before: CardState, number: int, memory: SchedulerSettings) -> tuple[State, int | None, int]:
    return after_rating(before.state, before.step or 0, number, memory.learning_steps, memory.relearning_steps)


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating that is not recorded: it has those fields of an event on which the state after it depends."""

    card: str
    rating: Rating
    time_ms: int  # UTC milliseconds
    id: str = ""
    day_begins: int | None = None  # see `study_day.days_between`

    @property
    def payload(self) -> Mapping[str, Any]:
        """The payload of a review with this rating."""
        rating = RATING_ONLY[self.rating]
        return rating if self.day_begins is None else {**rating, "day_begins": self.day_begins}


def reviewed(
    before: CardState, rated: Rated, memory: SchedulerSettings, placed: BalancedInterval | None = None
) -> ReviewedCard:
    """Return the state after a review under the settings `memory`.

    `before` is under the same parameters as `memory`. Where the card stays in review and FSRS gives the interval that
    `placed` names, it is due after `placed.days`; else the fuzz, seeded by card and review count, chooses the day.
    """
    return _reviewed(before, rated, memory, placed, schedule=True)


def _reviewed(
    before: CardState,
    event: Event | Rated,
    memory: SchedulerSettings,
    placed: BalancedInterval | None,
    *,
    schedule: bool,
) -> ReviewedCard:
    """Return the state after a review; without `schedule` it has no due date, which costs most of the time."""
    rating, time_ms = rating_of(event.payload), event.time_ms
    days = days_since(before, time_ms, day_begins_of(event.payload))
    stability, difficulty = next_memory_state(before, rating, days, memory)
    state, at, wait = _stepped(before, NUMBER[rating], memory)
    if schedule and state is State.REVIEW:
        wait = _days(stability, event.card, before.reviews, memory, placed) * DAY_MS
    return ReviewedCard(
        state=state,
        step=at,
        stability=stability,
        difficulty=difficulty,
        due_ms=time_ms + wait,
        first_ms=before.first_ms if before.first_ms is not None else time_ms,
        last_ms=time_ms,
        reviews=before.reviews + 1,
        lapses=before.lapses + (before.state is State.REVIEW and rating == Rating.AGAIN),
        suspended=before.suspended,
        buried_day=None,
        time_ms=time_ms,
        event=event.id,
    )


def _left_by(outcome: ImportedOutcome, state: ReviewedCard) -> ReviewedCard:
    """Return the state after a review of another program, which left the card in a state of its own."""
    return replace(
        state,
        state=outcome.state,
        step=outcome.step,
        due_ms=outcome.due_ms,
        lapses=state.lapses if outcome.lapses is None else outcome.lapses,
        stability=state.stability if outcome.stability is None else outcome.stability,
        difficulty=state.difficulty if outcome.difficulty is None else outcome.difficulty,
    )


def _days(stability: float, card: str, reviews: int, memory: SchedulerSettings, placed: BalancedInterval | None) -> int:
    days = fsrs.interval(fsrs.model(memory.parameters), stability, memory.retention, memory.maximum)
    if placed is not None and placed.interval == days:
        return placed.days
    return fuzzed(days, card=card, reviews=reviews, maximum=memory.maximum)


def retrievability(stability: float | None, last_ms: int | None, now_ms: int, decay: float = DECAY) -> float | None:
    """Return the chance of recall now, in [0, 1]; None for a card that was never reviewed.

    It falls from moment to moment, unlike that of a review, for which the scheduler counts whole study days.
    FSRS-6: R = (1 + F * t / S) ** -w20 with F chosen so that R = 0.9 at t = S.
    """
    if stability is None or last_ms is None:
        return None
    return float((1 + _factor(decay) * max(0, now_ms - last_ms) / DAY_MS / stability) ** -decay)


@lru_cache(maxsize=256)
def _factor(decay: float) -> float:
    return float(0.9 ** (-1 / decay) - 1)


def _imported(before: CardState, event: Event) -> ReviewedCard:
    """Return the state that another program had for a card."""
    from quizapp.core.event_payloads.parameters import StateImportedPayload

    payload = StateImportedPayload.stored(event.payload)
    return ReviewedCard(
        state=State.REVIEW,
        stability=payload.stability,
        difficulty=payload.difficulty,
        due_ms=payload.due_ms,
        first_ms=before.first_ms if before.first_ms is not None else event.time_ms,
        last_ms=event.time_ms if payload.last_ms is None else payload.last_ms,
        reviews=before.reviews + (payload.last_ms is None),
        lapses=payload.lapses,
        suspended=before.suspended,
        time_ms=before.time_ms,
        event=before.event,
    )


def step(before: CardState, event: Event) -> CardState:
    """Return the state after one event; an event that does not concern scheduling only sets `time_ms` and `event`.

    Before a review, `before` must be under the parameters of that review, which `fold` sees to.
    """
    if event.kind == REVIEW:
        outcome = outcome_of(event.payload)
        state = _reviewed(before, event, settings_of(event.payload), placed_of(event.payload), schedule=not outcome)
        return _left_by(outcome, state) if outcome else state
    after = before
    if event.kind == SUSPEND:
        after = replace(before, suspended=True)
    elif event.kind == UNSUSPEND:
        after = replace(before, suspended=False, buried_day=None)
    elif event.kind == BURY:
        after = replace(before, buried_day=day_of(event.payload))
    elif event.kind == STATE_IMPORTED:
        after = _imported(before, event)
    elif event.kind == FORGET:
        after = CardState(suspended=before.suspended)
    return replace(after, time_ms=event.time_ms, event=event.id)


@dataclass(slots=True)
class _Past:
    """What a card's memory state follows from: an imported state, if there was one, and the reviews since."""

    start: CardState = CardState()
    reviews: list[Event] = field(default_factory=list)
    parameters: tuple[float, ...] | None = None  # those that its stability and difficulty are under

    def restated(self, state: CardState, parameters: tuple[float, ...]) -> CardState:
        """Return the state with stability and difficulty as if its whole past had had these parameters."""
        if self.parameters == parameters or not self.reviews:
            return state
        model, now = fsrs.model(parameters), self.start
        stability, difficulty, last = now.stability, now.difficulty, now.last_ms
        for event in self.reviews:
            number = NUMBER[rating_of(event.payload)]
            if (known := _known_memory(event, parameters)) is not None:
                stability, difficulty = known
            elif stability is None or difficulty is None or last is None:
                stability, difficulty = fsrs.first(model, number)
            else:
                days = days_between(last, event.time_ms, day_begins_of(event.payload))
                stability, difficulty = fsrs.advance(model, stability, difficulty, number, days)
            last = event.time_ms
        return replace(state, stability=stability, difficulty=difficulty)


def _known_memory(event: Event, parameters: tuple[float, ...]) -> tuple[float, float] | None:
    """Return the stability and difficulty that another program had after a review, if under these parameters."""
    outcome = outcome_of(event.payload)
    if outcome is None or outcome.stability is None or outcome.difficulty is None:
        return None
    same = settings_of(event.payload).parameters == parameters
    return (outcome.stability, outcome.difficulty) if same else None


def fold(events: Iterable[Event], parameters: tuple[float, ...] = ()) -> CardState:
    """Return the state of one card from all of its events, in any order.

    `parameters` are those in use for the card now; () are FSRS's defaults. Stability and difficulty are as if every
    review had had them; a state that another program left under those same parameters counts as it is. The due date is
    the one that the last review gave: it applies the parameters and settings recorded with that review to the whole
    past. Raises KeyError for a rating that FSRS does not have.
    """
    ordered = in_order(events)
    last = next((event for event in reversed(ordered) if event.kind == REVIEW), None)
    state, past = CardState(), _Past()
    for event in ordered:
        if event.kind == REVIEW:
            memory, outcome = settings_of(event.payload), outcome_of(event.payload)
            if memory.parameters != past.parameters:
                if outcome is None or outcome.stability is None:
                    state = past.restated(state, memory.parameters)
                past.parameters = memory.parameters
            final = event is last and outcome is None
            placed = placed_of(event.payload) if final else None
            after = _reviewed(state, event, memory, placed, schedule=final)
            state = _left_by(outcome, after) if outcome else after
            past.reviews.append(event)
            continue
        state = step(state, event)
        if event.kind in (STATE_IMPORTED, FORGET):
            past = _Past(start=state)
    return past.restated(state, parameters)
