"""Imported history of plain cards as events of the log, and their media."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from functools import lru_cache

from quizapp.core.event_payloads.base import Payload
from quizapp.core.event_payloads.card_marks import BuryPayload, ForgetPayload, SuspendPayload
from quizapp.core.event_payloads.parameters import StateImportedPayload
from quizapp.core.event_payloads.review import LATEST_MS, MOST_DAYS, ImportedOutcome, ReviewPayload
from quizapp.core.events import BURY, CRAM, FORGET, IMPORTED_DEVICE, REVIEW, STATE_IMPORTED, SUSPEND, CardState, Event
from quizapp.core.fsrs import LEAST_STABILITY
from quizapp.core.model import State
from quizapp.core.review import review_payload
from quizapp.core.scheduler import Rated, reviewed
from quizapp.core.scheduler_settings import PLAIN, SchedulerSettings
from quizapp.core.study_day import DAY_MS, day_start, study_day
from quizapp.formats.common.card_deck import ImportedHistory, ImportedPreset, ImportedReview
from quizapp.store.events.card_states import Schedule
from quizapp.store.ids import id_of
from quizapp.usecases.context import Context

Happened = tuple[int, str, Payload]  # milliseconds, kind, payload
_MARKS = (CRAM, FORGET)
_NO_PRESET = ImportedPreset(program="")
SAME_MS = 1000  # within this time a review is the same: a format may not hold two of them at one moment
UNKNOWN_DIFFICULTY = 5.0  # the middle of FSRS's scale, for a card of unknown difficulty


@dataclass(frozen=True, slots=True)
class _Scheduler:
    """The settings with which another program scheduled a card."""

    context: Context
    preset: ImportedPreset | None

    def memory(self, past: ImportedHistory) -> SchedulerSettings:
        """Return the settings of the card's last review."""
        preset = self.preset or _NO_PRESET
        retention = past.retention or preset.retention or PLAIN.retention
        return SchedulerSettings(retention=retention, parameters=preset.parameters)

    def outcome(self, past: ImportedHistory) -> ImportedOutcome | None:
        """Return the state in which the other program left the card; None where it does not say when it is due."""
        due_ms = _due_ms(self.context, past)
        if due_ms is None or not 0 <= due_ms <= LATEST_MS:
            return None
        known = past.stability is not None and past.difficulty is not None
        sound = known and LEAST_STABILITY <= (past.stability or 0) <= MOST_DAYS and 1 <= (past.difficulty or 0) <= 10
        return ImportedOutcome(
            state=past.state, due_ms=due_ms, step=self._step(past), lapses=past.lapses or None,
            stability=past.stability if sound else None, difficulty=past.difficulty if sound else None,
        )  # fmt: skip

    def _step(self, past: ImportedHistory) -> int | None:
        """Return the step of the learner's own settings from which as many steps are left."""
        if past.state is State.REVIEW:
            return None
        settings = self.context.settings
        steps = settings.relearning_steps if past.state is State.RELEARNING else settings.learning_steps
        return min(max(len(steps) - past.steps_left, 0), max(len(steps) - 1, 0))


def events_of(
    context: Context, pasts: Iterable[tuple[str, ImportedHistory]], now_ms: int, preset: ImportedPreset | None = None
) -> Iterator[list[Event]]:
    """Yield the events of each card. Their ids depend only on their content, so a second import adds nothing.

    `preset` is the one that the cards' deck had in the other program: stabilities are under its parameters.
    """
    scheduler = _Scheduler(context, preset)
    for card, past in pasts:
        found: list[Happened] = [
            (review.time_ms, REVIEW, _payload(review)) for review in past.reviews if review.time_ms <= now_ms
        ]
        if not found and (carried := _imported_state(context, past)):
            found = [carried]
        last = found[-1][0] if found else now_ms
        day = study_day(last, context.zone, context.settings.rollover).isoformat()
        if past.suspended:
            found.append((last, SUSPEND, SuspendPayload()))
        elif past.buried:
            found.append((last, BURY, BuryPayload(day=day)))
        if past.crammed or past.forgotten_ms:
            found = _with_marks(found, past, now_ms)
        yield _events(scheduler, card, past, found)


def rescheduled(context: Context, card: str, past: ImportedHistory, known: Schedule) -> Event | None:
    """Return the event of another program's change of a due day without a review; None where there was none.

    It counts where both have the same last review: a later one, here or there, gives a schedule of its own.
    """
    last_ms, due_ms = past.reviews[-1].time_ms if past.reviews else past.last_ms, _due_ms(context, past)
    if not (past.changed_ms and past.due_day and due_ms is not None and last_ms is not None):
        return None
    is_same_review = abs(last_ms - known.last_ms) < SAME_MS < past.changed_ms - known.last_ms
    before = study_day(known.due_ms, context.zone, context.settings.rollover).isoformat()
    if not is_same_review or past.state is not State.REVIEW or known.state != State.REVIEW or before == past.due_day:
        return None
    state = StateImportedPayload(
        stability=past.stability or known.stability, difficulty=past.difficulty or known.difficulty, due_ms=due_ms,
        lapses=past.lapses, last_ms=known.last_ms,
    )  # fmt: skip
    when = past.changed_ms, past.changed_ms, f"due {past.due_day}"
    return _event(context, card, when, (STATE_IMPORTED, state))


def _payload(review: ImportedReview) -> ReviewPayload:
    return ReviewPayload(rating=review.rating, seconds=round(review.seconds, 1))


def _with_marks(found: list[Happened], past: ImportedHistory, now_ms: int) -> list[Happened]:
    """Return what happened with the crammed reviews and the moments at which the card was made new again."""
    marks: list[Happened] = [(review.time_ms, CRAM, _payload(review)) for review in past.crammed]
    marks += [(time_ms, FORGET, ForgetPayload()) for time_ms in past.forgotten_ms]
    return sorted([*found, *(each for each in marks if each[0] <= now_ms)], key=lambda each: each[0])


def _events(scheduler: _Scheduler, card: str, past: ImportedHistory, found: Sequence[Happened]) -> list[Event]:
    """Return the events; those with the same time are a millisecond apart.

    The last review leaves the card as the other program left it, if that is known.
    """
    events: list[Event] = []
    time_ms, count, before, memory = 0, 0, CardState(), scheduler.memory(past)
    last = max((index for index, each in enumerate(found) if each[1] == REVIEW), default=-1)
    for index, (at_ms, kind, payload) in enumerate(found):
        if kind in _MARKS:  # not numbered: the ids of reviews are as if these were not there
            kept = _seen(scheduler.context, before, payload, at_ms, memory)
            event = _event(scheduler.context, card, (at_ms, at_ms, ""), (kind, kept))
            before = CardState() if kind == FORGET else before
        else:
            time_ms = max(at_ms, time_ms + 1)
            kept = _seen(scheduler.context, before, payload, time_ms, memory)
            if index == last and isinstance(kept, ReviewPayload):
                kept = _last(kept, memory, scheduler.outcome(past))
            event = _event(scheduler.context, card, (time_ms, at_ms, str(count)), (kind, kept))
            count += 1
            if index < last and isinstance(kept, ReviewPayload):
                before = reviewed(before, Rated(card, kept.rating, time_ms, event.id, kept.day_begins), memory)
        events.append(event)
    return events


def _event(context: Context, card: str, when: tuple[int, int, str], what: tuple[str, Payload]) -> Event:
    """Return an event; `when` is its moment, that in the other program, and its number among the card's events."""
    (time_ms, at_ms, number), (kind, payload) = when, what
    seed = hashlib.sha256(f"{context.learner}\0{card}\0{at_ms}\0{kind}\0{number}".encode()).digest()
    return Event(
        id=id_of(time_ms, seed),
        device=IMPORTED_DEVICE,
        time_ms=time_ms,
        day=study_day(time_ms, context.zone, context.settings.rollover).isoformat(),
        learner=context.learner,
        card=card,
        kind=kind,
        payload=payload.as_payload(),
    )


@lru_cache(maxsize=4096)  # a history has many reviews on each day
def _day_begins(utc_day: int, zone: tzinfo, rollover: int) -> int:
    """Return the time of day at which the study day begins that most of a day since the epoch belongs to."""
    noon = utc_day * DAY_MS + DAY_MS // 2
    return day_start(study_day(noon, zone, rollover), zone, rollover) % DAY_MS


def _seen(context: Context, before: CardState, payload: Payload, time_ms: int, memory: SchedulerSettings) -> Payload:
    """Return a review with what its scheduler predicted just before it; any other payload as it is."""
    if not isinstance(payload, ReviewPayload):
        return payload
    begins = _day_begins(time_ms // DAY_MS, context.zone, context.settings.rollover)
    seen = review_payload(before, Rated("", payload.rating, time_ms, day_begins=begins), memory)
    return replace(seen, seconds=payload.seconds, settings=PLAIN)


def _last(payload: ReviewPayload, memory: SchedulerSettings, outcome: ImportedOutcome | None) -> ReviewPayload:
    """Return the last review of a card with the settings that it was scheduled with, and what they gave."""
    return replace(payload, settings=memory, after=outcome)


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
