"""What a collection knows of a card's past: reviews with their grades, or where there are none, its state."""

import json
import math
from datetime import date

from quizapp.core.model import Rating
from quizapp.core.study_day import DAY_S
from quizapp.formats.anki.collection import Collection, Row
from quizapp.formats.common.card_deck import ImportedHistory, ImportedReview

MOST_SECONDS = 600.0
FIRST_MOMENT = 1_000_000_000  # a due above this is seconds since the epoch: no day is that large
EPOCH_ORDINAL, LAST_ORDINAL = date(1970, 1, 1).toordinal(), date(8900, 1, 1).toordinal()
HOUR_S = 3600
LEARN, REVIEW, RELEARN, FILTERED = 0, 1, 2, 3
MANUAL = (4, 5)  # changed or rescheduled by hand or by the program: no review
NEW, LEARNING, DUE, DAY_LEARNING, PREVIEW = 0, 1, 2, 3, 4  # queues
SUSPENDED, BURIED = -1, (-2, -3)
_FOUR = {1: Rating.AGAIN, 2: Rating.HARD, 3: Rating.GOOD, 4: Rating.EASY}
_THREE = {1: Rating.AGAIN, 2: Rating.GOOD, 3: Rating.EASY, 4: Rating.EASY}


def rating(ease: int, kind: int, *, version_1: bool) -> Rating | None:
    """Return the grade of an entry. Under the first scheduler learning had three buttons, reviews four."""
    three = version_1 and kind in (LEARN, RELEARN)
    return (_THREE if three else _FOUR).get(ease)


def history_of(collection: Collection, row: Row) -> ImportedHistory | None:
    """Return a card's past, or None where it has none."""
    if row.type == 0 and row.queue == 0 and row.id not in collection.reviews:
        return None
    reviews = tuple(
        ImportedReview(time_ms=time_ms, rating=graded, seconds=min(max(taken, 0) / 1000, MOST_SECONDS))
        for time_ms, ease, taken, kind in collection.reviews.get(row.id, ())
        if kind not in MANUAL and 0 < time_ms < 1 << 53
        and (graded := rating(ease, kind, version_1=collection.version_1)) is not None
    )  # fmt: skip
    suspended, buried = row.queue == SUSPENDED, row.queue in BURIED
    if row.type == 0 and not reviews:
        return ImportedHistory(suspended=suspended, buried=buried) if suspended or buried else None
    stability, difficulty = _memory(row.extra)
    return ImportedHistory(
        reviews=reviews,
        stability=stability,
        difficulty=difficulty,
        due_ms=_due_ms(row),
        due_day=_due_day(collection, row),
        interval_days=interval_days(row),
        lapses=max(0, row.lapses),
        suspended=suspended,
        buried=buried,
    )


def interval_days(row: Row) -> float | None:
    """Return the interval in days; a negative one is seconds."""
    if row.interval == 0:
        return None
    return row.interval if row.interval > 0 else -row.interval / DAY_S


def _due(row: Row) -> int:
    """Return when a card is due: a day, or seconds since the epoch; 0 for a new card, whose due is its position.

    In a filtered deck the due day at home is in `odue`.
    """
    due = row.odue if row.odid and row.odue else row.due
    return 0 if row.type == 0 else max(0, due)


def _due_ms(row: Row) -> int | None:
    """Return the moment at which a learning card is due, unless its step goes over days."""
    return due * 1000 if FIRST_MOMENT < (due := _due(row)) < 1 << 43 else None


def _due_day(collection: Collection, row: Row) -> str:
    """Return the day on which a card is due, which Anki counts from the day of the collection's creation."""
    due = _due(row)
    if not 0 < due <= FIRST_MOMENT:
        return ""
    west = collection.west_minutes
    # Older collections do not name their zone, but their first day began at four o'clock in it.
    east_s = -60 * west if west is not None else (4 * HOUR_S - collection.created + DAY_S // 2) % DAY_S - DAY_S // 2
    ordinal = (collection.created + east_s) // DAY_S + EPOCH_ORDINAL + due
    return date.fromordinal(ordinal).isoformat() if EPOCH_ORDINAL <= ordinal <= LAST_ORDINAL else ""


def _memory(extra: str) -> tuple[float | None, float | None]:
    """Return FSRS's stability (days) and difficulty, where the card has them."""
    if not extra.startswith("{"):
        return None, None
    try:
        found = json.loads(extra)
        stability, difficulty = float(found["s"]), float(found["d"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None, None
    sound = math.isfinite(stability) and stability > 0 and math.isfinite(difficulty) and 1 <= difficulty <= 10
    return (stability, difficulty) if sound else (None, None)
