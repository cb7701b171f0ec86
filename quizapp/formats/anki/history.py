"""What a collection knows of a card's past: reviews with their grades, or where there are none, its state."""

import json
import math

from quizapp.core.model import Rating
from quizapp.core.study_day import DAY_S
from quizapp.formats.anki.collection import Collection, Row
from quizapp.formats.common.card_deck import ImportedHistory, ImportedReview

MOST_SECONDS = 600.0
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
        due_ms=due_ms(collection, row),
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


def due_ms(collection: Collection, row: Row) -> int | None:
    """Return when a card is due: a day counted from the collection's creation, or seconds since the epoch.

    In a filtered deck the due day at home is in `odue`; a new card's due is its position, and no time.
    """
    due = row.odue if row.odid and row.odue else row.due
    if row.type == 0 or due <= 0:
        return None
    # Learning cards count seconds, unless their step goes over days; nothing else is that large.
    milliseconds = due * 1000 if due > 1_000_000_000 else (collection.created + due * DAY_S) * 1000
    return milliseconds if milliseconds < 1 << 53 else None


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
