"""What comes with loose cards: their past, as events of the log, and their media, beside the database."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from quizapp.core.events import BURY, IMPORTED_DEVICE, REVIEW, STATE_IMPORTED, SUSPEND, CardState, Event
from quizapp.core.model import Rating
from quizapp.core.review import review_payload
from quizapp.core.scheduler import SchedulerSettings, step
from quizapp.core.study_day import study_day
from quizapp.formats.common.card_deck import ImportedHistory
from quizapp.store.ids import id_of
from quizapp.usecases.context import Context

UNKNOWN_DIFFICULTY = 5.0  # the middle of FSRS's scale, for a card whose difficulty nobody knows


def events_of(context: Context, pasts: Iterable[tuple[str, ImportedHistory]], now_ms: int) -> Iterator[list[Event]]:
    """Yield the events of each card's past. Their ids depend on what happened alone: bringing it twice adds nothing."""
    for card, past in pasts:
        found = [
            (review.time_ms, REVIEW, {"rating": str(review.rating), "seconds": round(review.seconds, 1)})
            for review in past.reviews
            if review.time_ms <= now_ms
        ]
        if not found and (carried := _carried(past)):
            found = [(carried.pop("at_ms"), STATE_IMPORTED, carried)]
        last = found[-1][0] if found else now_ms
        day = study_day(last, context.zone, context.settings.rollover).isoformat()
        if past.suspended:
            found.append((last, SUSPEND, {}))
        elif past.buried:
            found.append((last, BURY, {"day": day}))
        yield _numbered(context, card, found)


def _numbered(context: Context, card: str, found: Sequence[tuple[int, str, dict[str, Any]]]) -> list[Event]:
    """Return the events, each a millisecond later than the one before where they share a moment."""
    events: list[Event] = []
    time_ms, before = 0, CardState()
    for at_ms, kind, payload in found:
        time_ms = max(at_ms, time_ms + 1)
        seed = hashlib.sha256(f"{context.learner}\0{card}\0{at_ms}\0{kind}\0{len(events)}".encode()).digest()
        if kind == REVIEW:
            # What was predicted just before, as our own scheduler sees the history.
            payload = payload | review_payload(before, Rating(payload["rating"]), time_ms, SchedulerSettings())
        event = Event(
            id=id_of(time_ms, seed),
            device=IMPORTED_DEVICE,
            time_ms=time_ms,
            day=study_day(time_ms, context.zone, context.settings.rollover).isoformat(),
            learner=context.learner,
            card=card,
            kind=kind,
            payload=payload,
        )
        events.append(event)
        before = step(before, event)
    return events


def _carried(past: ImportedHistory) -> dict[str, Any] | None:
    """Return the state of a card that came without its history, as the log keeps it; None where it has none.

    Without a known stability the interval stands for it: at a desired retention of 0.9 they are the same.
    """
    stability = past.stability or past.interval_days
    if stability is None or past.due_ms is None or stability <= 0:
        return None
    at_ms = past.due_ms - int((past.interval_days or stability) * 86_400_000)
    difficulty = past.difficulty or UNKNOWN_DIFFICULTY
    return {
        "stability": stability, "difficulty": difficulty, "due_ms": past.due_ms, "lapses": past.lapses,
        "at_ms": max(1, at_ms),
    }  # fmt: skip
