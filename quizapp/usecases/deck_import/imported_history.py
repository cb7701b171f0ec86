"""Imported history of plain cards as events of the log, and their media."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from quizapp.core.event_payloads.base import Payload
from quizapp.core.event_payloads.card_marks import BuryPayload, SuspendPayload
from quizapp.core.event_payloads.parameters import StateImportedPayload
from quizapp.core.event_payloads.review import MOST_DAYS, ReviewPayload
from quizapp.core.events import BURY, IMPORTED_DEVICE, REVIEW, STATE_IMPORTED, SUSPEND, CardState, Event
from quizapp.core.review import review_payload
from quizapp.core.scheduler import interval_after, step
from quizapp.core.scheduler_settings import PLAIN, BalancedInterval, SchedulerSettings
from quizapp.core.study_day import DAY_MS, day_start, study_day
from quizapp.formats.common.card_deck import ImportedHistory
from quizapp.store.ids import id_of
from quizapp.usecases.context import Context

Happened = tuple[int, str, Payload]  # milliseconds, kind, payload
WITHOUT_STEPS = SchedulerSettings(learning_steps=(), relearning_steps=())
UNKNOWN_DIFFICULTY = 5.0  # the middle of FSRS's scale, for a card of unknown difficulty


def events_of(context: Context, pasts: Iterable[tuple[str, ImportedHistory]], now_ms: int) -> Iterator[list[Event]]:
    """Yield the events of each card. Their ids depend only on their content, so a second import adds nothing."""
    for card, past in pasts:
        found: list[Happened] = [
            (review.time_ms, REVIEW, ReviewPayload(rating=review.rating, seconds=round(review.seconds, 1)))
            for review in past.reviews
            if review.time_ms <= now_ms
        ]
        if not found and (carried := _imported_state(context, past)):
            found = [carried]
        last = found[-1][0] if found else now_ms
        day = study_day(last, context.zone, context.settings.rollover).isoformat()
        if past.suspended:
            found.append((last, SUSPEND, SuspendPayload()))
        elif past.buried:
            found.append((last, BURY, BuryPayload(day=day)))
        yield _numbered(context, card, found, past.due_day)


def _numbered(context: Context, card: str, found: Sequence[Happened], due_day: str) -> list[Event]:
    """Return the events; those with the same time are a millisecond apart.

    The last review places the card on its due day, if that is known.
    """
    events: list[Event] = []
    time_ms, before = 0, CardState()
    last = max((index for index, each in enumerate(found) if each[1] == REVIEW), default=-1)
    for index, (at_ms, kind, payload) in enumerate(found):
        time_ms = max(at_ms, time_ms + 1)
        seed = hashlib.sha256(f"{context.learner}\0{card}\0{at_ms}\0{kind}\0{len(events)}".encode()).digest()
        day = study_day(time_ms, context.zone, context.settings.rollover)
        if isinstance(payload, ReviewPayload):
            wait = _wait(context, time_ms, due_day) if due_day and index == last else None
            payload = _review(before, payload, time_ms, wait)
        event = Event(
            id=id_of(time_ms, seed),
            device=IMPORTED_DEVICE,
            time_ms=time_ms,
            day=day.isoformat(),
            learner=context.learner,
            card=card,
            kind=kind,
            payload=payload.as_payload(),
        )
        events.append(event)
        before = step(before, event) if index < last else before
    return events


def _wait(context: Context, time_ms: int, due_day: str) -> int:
    """Return the whole days, of 24 hours each, after which a card that was just reviewed is due on its day.

    At a clock change this may differ by one from the number of calendar days.
    """
    zone, rollover, due = context.zone, context.settings.rollover, date.fromisoformat(due_day)
    days = min(max((due - study_day(time_ms, zone, rollover)).days, 1), MOST_DAYS)
    near = (each for each in (days, days + 1, days - 1) if each > 0)
    return next((each for each in near if study_day(time_ms + each * DAY_MS, zone, rollover) == due), days)


def _review(before: CardState, payload: ReviewPayload, time_ms: int, wait: int | None) -> ReviewPayload:
    """Return a review with the retrievability before it, as our scheduler computes it from the history.

    With `wait`, the card is in state Review afterwards, and due after so many days.
    """
    settings = PLAIN if wait is None else WITHOUT_STEPS
    interval = interval_after(before, payload.rating, time_ms, settings) if wait is not None else None
    placed = BalancedInterval(interval=interval, days=wait) if interval and wait is not None else None
    return replace(review_payload(before, payload.rating, time_ms, settings, placed), seconds=payload.seconds)


def _imported_state(context: Context, past: ImportedHistory) -> Happened | None:
    """Return the state of a card without a review history as an event; None if it has no state.

    Without a known stability the interval is used for it: at a desired retention of 0.9 they are the same.
    """
    stability, due_ms = past.stability or past.interval_days, _due_ms(context, past)
    if stability is None or due_ms is None or stability <= 0:
        return None
    at_ms = past.last_ms if past.last_ms is not None else due_ms - int((past.interval_days or stability) * DAY_MS)
    difficulty = past.difficulty or UNKNOWN_DIFFICULTY
    state = StateImportedPayload(stability=stability, difficulty=difficulty, due_ms=due_ms, lapses=past.lapses)
    return max(1, at_ms), STATE_IMPORTED, state


def _due_ms(context: Context, past: ImportedHistory) -> int | None:
    """Return when a card is due, in milliseconds; a due day begins at the learner's rollover hour."""
    if not past.due_day:
        return past.due_ms
    return day_start(date.fromisoformat(past.due_day), context.zone, context.settings.rollover)
