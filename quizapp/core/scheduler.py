"""Scheduling by FSRS-6. The only importer of the FSRS library.

The library's own fuzz is unseeded, so it is off; ours is seeded by card and review count, so that
replaying the log gives the same bits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Any

from quizapp.core.days import from_ms, to_ms
from quizapp.core.events import BURY, CARRY, FORGET, REVIEW, SUSPEND, UNSUSPEND, CardState, Event, in_order
from quizapp.core.model import Rating, State

if TYPE_CHECKING:
    import fsrs

DAY_MS = 86_400_000
DECAY = 0.1542  # FSRS-6's default w20
# (from day, to day, share of the days in between): the jitter that FSRS's reference gives an interval
FUZZ = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, float("inf"), 0.05))


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the scheduler goes by: kept in every review, so that a changed setting changes no history."""

    retention: float = 0.9  # the desired chance of recall when due
    learning_steps: tuple[int, ...] = (60, 600)  # seconds
    relearning_steps: tuple[int, ...] = (600,)  # seconds
    parameters: tuple[float, ...] = ()  # FSRS's weights; empty: the defaults
    maximum: int = 36500  # days

    def as_payload(self) -> dict[str, Any]:
        """Return what differs from the defaults, for the event."""
        plain = Memory()
        pairs = ((name, getattr(self, name)) for name in _NAMES)
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in pairs
            if value != getattr(plain, name)
        }


_NAMES = ("retention", "learning_steps", "relearning_steps", "parameters", "maximum")


def memory_from(payload: Mapping[str, Any]) -> Memory:
    """Return the settings that an event was recorded with."""
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in payload.items()
    }
    return Memory(**fields)


@lru_cache(maxsize=16)
def _scheduler(memory: Memory) -> "fsrs.Scheduler":
    from datetime import timedelta

    import fsrs

    return fsrs.Scheduler(
        parameters=memory.parameters or fsrs.Scheduler().parameters,
        desired_retention=memory.retention,
        learning_steps=[timedelta(seconds=step) for step in memory.learning_steps],
        relearning_steps=[timedelta(seconds=step) for step in memory.relearning_steps],
        maximum_interval=memory.maximum,
        enable_fuzzing=False,
    )


def fuzzed(days: int, *, card: str, reviews: int, maximum: int) -> int:
    """Return an interval (whole days) moved within FSRS's fuzz range, seeded by card and review count."""
    if days < 2.5:
        return days
    delta = 1.0 + sum(share * max(min(days, end) - start, 0.0) for start, end, share in FUZZ)
    low, high = max(2, round(days - delta)), min(round(days + delta), maximum)
    return low + int(Random(f"{card}:{reviews}").random() * (high - low + 1)) if low < high else high


def reviewed(before: CardState, card: str, rating: Rating, time_ms: int, memory: Memory) -> CardState:
    """Return the state after a review. `time_ms` is UTC milliseconds; a due date is exact to a second."""
    import fsrs

    now = from_ms(time_ms)
    known = None if before.state is State.NEW else fsrs.State[before.state.name.capitalize()]
    old = fsrs.Card(
        card_id=1,
        state=known or fsrs.State.Learning,
        step=before.step if known else 0,
        stability=before.stability,
        difficulty=before.difficulty,
        due=from_ms(before.due_ms) if before.due_ms is not None else now,
        last_review=from_ms(before.last_ms) if before.last_ms is not None else None,
    )
    new, _ = _scheduler(memory).review_card(old, fsrs.Rating[rating.name.capitalize()], now)
    due_ms = to_ms(new.due)
    if new.state is fsrs.State.Review:
        days = fuzzed((due_ms - time_ms) // DAY_MS, card=card, reviews=before.reviews, maximum=memory.maximum)
        due_ms = time_ms + days * DAY_MS
    lapsed = before.state is State.REVIEW and rating is Rating.AGAIN
    return replace(
        before,
        state=State[new.state.name.upper()],
        step=new.step,
        stability=new.stability,
        difficulty=new.difficulty,
        due_ms=due_ms,
        first_ms=before.first_ms if before.first_ms is not None else time_ms,
        last_ms=time_ms,
        reviews=before.reviews + 1,
        lapses=before.lapses + lapsed,
        buried_day=None,
    )


def previews(before: CardState, card: str, time_ms: int, memory: Memory) -> dict[Rating, CardState]:
    """Return what each rating would give: all four outcomes are known before the learner rates."""
    return {rating: reviewed(before, card, rating, time_ms, memory) for rating in Rating}


def retrievability(stability: float | None, last_ms: int | None, now_ms: int, decay: float = DECAY) -> float | None:
    """Return the chance of recall now, in [0, 1]; None for a card that was never reviewed.

    FSRS-6: R = (1 + F * t / S) ** -w20 with F chosen so that R = 0.9 at t = S.
    """
    if stability is None or last_ms is None:
        return None
    factor = 0.9 ** (-1 / decay) - 1
    return float((1 + factor * max(0, now_ms - last_ms) / DAY_MS / stability) ** -decay)


def _carried(before: CardState, event: Event) -> CardState:
    """Return the state that another program had for a card."""
    payload = event.payload
    return replace(
        before,
        state=State.REVIEW,
        step=None,
        stability=payload["stability"],
        difficulty=payload["difficulty"],
        due_ms=payload["due_ms"],
        first_ms=before.first_ms if before.first_ms is not None else event.time_ms,
        last_ms=event.time_ms,
        reviews=before.reviews + 1,
        lapses=payload["lapses"],
        buried_day=None,
    )


def step(before: CardState, event: Event) -> CardState:
    """Return the state after one event; what does not concern scheduling only moves the mark."""
    after = before
    if event.kind == REVIEW:
        memory = memory_from(event.payload.get("memory", {}))
        after = reviewed(before, event.card, Rating(event.payload["rating"]), event.time_ms, memory)
    elif event.kind == SUSPEND:
        after = replace(before, suspended=True)
    elif event.kind == UNSUSPEND:
        after = replace(before, suspended=False, buried_day=None)
    elif event.kind == BURY:
        after = replace(before, buried_day=event.payload["day"])
    elif event.kind == CARRY:
        after = _carried(before, event)
    elif event.kind == FORGET:
        after = CardState(suspended=before.suspended)
    return replace(after, time_ms=event.time_ms, event=event.id)


def fold(events: Iterable[Event]) -> CardState:
    """Return the state of one card from all of its events, in any order."""
    state = CardState()
    for event in in_order(events):
        state = step(state, event)
    return state


def preview_seconds(state: CardState, card: str, now_ms: int, memory: Memory) -> dict[Rating, float]:
    """Return the interval that each rating would give a card, in seconds."""
    outcomes = previews(state, card, now_ms, memory)
    return {rating: ((after.due_ms or now_ms) - now_ms) / 1000 for rating, after in outcomes.items()}
