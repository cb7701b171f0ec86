"""Converts a card's reviews in a collection to our history or, if there are none, its state."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from quizapp.core.model import Rating, State
from quizapp.core.study_day import DAY_S
from quizapp.formats.anki.card_stream import Row
from quizapp.formats.anki.collection import CRAMMED, EPOCH_ORDINAL, RESET, Collection
from quizapp.formats.common.card_deck import ImportedHistory, ImportedReview

MOST_SECONDS = 600.0
Entry = tuple[int, int, int, int]  # of the review log: time in ms, ease, milliseconds taken, type
FIRST_MOMENT = 1_000_000_000  # a due above this is seconds since the epoch: no day is that large
LAST_ORDINAL = date(8900, 1, 1).toordinal()
LEARN, REVIEW, RELEARN, FILTERED = 0, 1, 2, 3
NO_REVIEWS = (4, 5, CRAMMED, RESET)  # 4 and 5: changed or rescheduled by the learner or by Anki
NEW, LEARNING, RELEARNING = 0, 1, 3  # types of a card; the first two are queues too
DAY_LEARNING = 3  # a queue
SUSPENDED, BURIED = -1, (-2, -3)
_FOUR = {1: Rating.AGAIN, 2: Rating.HARD, 3: Rating.GOOD, 4: Rating.EASY}
_THREE = {1: Rating.AGAIN, 2: Rating.GOOD, 3: Rating.EASY, 4: Rating.EASY}


def rating(ease: int, kind: int, *, version_1: bool) -> Rating | None:
    """Return the rating of an entry. Under scheduler version 1 learning had three buttons, reviews four."""
    three = version_1 and kind in (LEARN, RELEARN)
    return (_THREE if three else _FOUR).get(ease)


def history_of(collection: Collection, row: Row) -> ImportedHistory | None:
    """Return a card's history, or None if it has none."""
    if row.type == NEW and row.queue == NEW and row.id not in collection.reviews:
        return None
    entries = collection.reviews.get(row.id, ())
    reviews = _reviews(entries, version_1=collection.version_1)
    marked = any(entry[3] < 0 for entry in entries)
    known = ImportedHistory(
        reviews=reviews,
        suspended=row.queue == SUSPENDED,
        buried=row.queue in BURIED,
        crammed=_crammed(entries) if marked else (),
        forgotten_ms=tuple(entry[0] for entry in entries if entry[3] == RESET) if marked else (),
    )
    if row.type == NEW:
        return _forgotten(known)
    memory = memory_of(row.extra)
    return replace(
        known,
        stability=memory.stability,
        difficulty=memory.difficulty,
        retention=memory.retention,
        last_ms=memory.last_ms,
        due_ms=_due_ms(row),
        due_day=_due_day(collection, row),
        interval_days=interval_days(row),
        lapses=max(0, row.lapses),
        state=_state(row),
        steps_left=max(0, row.left) % 1000,
        changed_ms=row.changed * 1000 if 0 < row.changed < FIRST_MOMENT * 8 else None,
    )


def _reviews(entries: Sequence[Entry], *, version_1: bool) -> tuple[ImportedReview, ...]:
    return tuple(
        ImportedReview(time_ms=time_ms, rating=graded, seconds=min(max(taken, 0) / 1000, MOST_SECONDS))
        for time_ms, ease, taken, kind in entries
        if kind not in NO_REVIEWS and 0 < time_ms < 1 << 53
        and (graded := rating(ease, kind, version_1=version_1)) is not None
    )  # fmt: skip


def _crammed(entries: Sequence[Entry]) -> tuple[ImportedReview, ...]:
    """Return the reviews in a filtered deck that does not reschedule, which always had four buttons."""
    return _reviews([(*entry[:3], FILTERED) for entry in entries if entry[3] == CRAMMED], version_1=False)


def _forgotten(known: ImportedHistory) -> ImportedHistory | None:
    """Return the history of a new card; one with reviews was reset, which old versions do not log."""
    last_ms = known.reviews[-1].time_ms if known.reviews else 0
    forgotten = tuple(each for each in known.forgotten_ms if last_ms)
    if last_ms and not any(each > last_ms for each in forgotten):
        forgotten = (*forgotten, last_ms + 1)
    if not (known.reviews or known.crammed or known.suspended or known.buried):
        return None
    return replace(known, forgotten_ms=forgotten)


def _state(row: Row) -> State:
    """Return the state of a card that is not new; under scheduler version 1 a lapsed card keeps its type."""
    if row.type == LEARNING:
        return State.LEARNING
    return State.RELEARNING if row.type == RELEARNING or row.queue in (LEARNING, DAY_LEARNING) else State.REVIEW


def interval_days(row: Row) -> float | None:
    """Return the interval in days; Anki stores seconds as a negative number."""
    if row.interval == 0:
        return None
    return row.interval if row.interval > 0 else -row.interval / DAY_S


def _due(row: Row) -> int:
    """Return when a card that is not new is due: a day, or seconds since the epoch.

    In a filtered deck the due day at home is in `odue`.
    """
    return row.odue if row.odid and row.odue else row.due


def _due_ms(row: Row) -> int | None:
    """Return the moment at which a learning card is due, unless its step goes over days."""
    return due * 1000 if FIRST_MOMENT < (due := _due(row)) < 1 << 43 else None


def _due_day(collection: Collection, row: Row) -> str:
    """Return the day on which a card is due, which Anki counts from the day of the collection's creation."""
    due = _due(row)
    if due > FIRST_MOMENT:
        return ""
    ordinal = collection.first_day + due
    return date.fromordinal(ordinal).isoformat() if EPOCH_ORDINAL <= ordinal <= LAST_ORDINAL else ""


class Memory(NamedTuple):
    """The FSRS memory of a card: stability in days, and the settings of the last scheduling."""

    stability: float | None = None
    difficulty: float | None = None
    retention: float | None = None  # desired
    decay: float | None = None
    last_ms: int | None = None


def memory_of(extra: str) -> Memory:
    """Return what a card's data hold of FSRS; a stability counts only with a difficulty, and within their bounds."""
    if not extra.startswith("{"):
        return Memory()
    try:
        found = json.loads(extra)
    except (ValueError, RecursionError):
        return Memory()
    stability, difficulty = _number(found, "s", 0.001, 36500), _number(found, "d", 1, 10)
    last = _number(found, "lrt", 1, FIRST_MOMENT * 8)
    known = stability is not None and difficulty is not None
    return Memory(
        stability if known else None,
        difficulty if known else None,
        _number(found, "dr", 0.7, 0.99),
        _number(found, "decay", 0.1, 0.8),
        round(last * 1000) if last else None,
    )


def _number(fields: Mapping[str, Any], name: str, low: float, high: float) -> float | None:
    value = fields.get(name)
    sound = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    return float(value) if sound and value is not None else None
