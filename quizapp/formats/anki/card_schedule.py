"""Converts a card's schedule and reviews to Anki's columns, from our history or from what Anki had of the card."""

import json
from collections.abc import Iterator
from datetime import date

from quizapp.core.model import Rating, State
from quizapp.core.study_day import DAY_MS
from quizapp.formats.anki.history import (
    DAY_LEARNING,
    FILTERED,
    LEARN,
    LEARNING,
    NEW,
    NO_REVIEWS,
    RELEARN,
    RELEARNING,
    REVIEW,
    SUSPENDED,
)
from quizapp.formats.anki.originals import Columns, Original
from quizapp.formats.common.card_deck import ImportedHistory, ImportedReview

_EASE = {Rating.AGAIN: 1, Rating.HARD: 2, Rating.GOOD: 3, Rating.EASY: 4}
_DUE = 2  # a type of a card, and its queue
_TYPES = {State.NEW: NEW, State.LEARNING: LEARNING, State.REVIEW: _DUE, State.RELEARNING: RELEARNING}
_QUEUES = {NEW: NEW, LEARNING: LEARNING, _DUE: _DUE, RELEARNING: LEARNING}
_CHANGED = 4  # the type of an entry for a change by hand; with a factor of 0, the card was made new again
_FACTOR = 2500
_IS_DAY = 1_000_000_000  # a due below this is a day, one above it seconds


def state_columns(history: ImportedHistory | None, position: int, first_day: int) -> Columns:
    """Return the columns of a card's row that its schedule gives; `first_day` is the collection's, as an ordinal."""
    columns: Columns = dict.fromkeys(("ivl", "factor", "reps", "lapses", "left", "odue", "odid"), 0)
    columns |= {"type": NEW, "queue": NEW, "due": position, "data": ""}
    if history is None:
        return columns
    if history.due_day or history.due_ms is not None:
        columns |= {"reps": max(1, len(history.reviews)), "lapses": history.lapses, "data": _memory(history)}
        columns |= _due(history, first_day)
    if history.suspended:
        columns["queue"] = SUSPENDED
    return columns


def _due(history: ImportedHistory, first_day: int) -> Columns:
    """Return when a card is due: a day, or in learning a time."""
    interval = history.interval_days if history.interval_days is not None else history.stability or 1
    kind = _TYPES.get(history.state, _DUE)
    found: Columns = {"type": kind, "queue": _QUEUES[kind], "due": (history.due_ms or 0) // 1000}
    if history.due_day:
        day = date.fromisoformat(history.due_day).toordinal() - first_day
        found |= {"due": max(0, day), "queue": _QUEUES[kind] if kind == _DUE else DAY_LEARNING}
    if kind != _DUE:
        found["left"] = 1001 * max(history.steps_left, 1)  # of all days, and of today
    if kind != LEARNING:
        found |= {"ivl": max(1, round(interval)), "factor": _FACTOR}
    return found


def _memory(history: ImportedHistory) -> str:
    """Return FSRS's stability and difficulty and the time of the last review as Anki has them."""
    if not history.stability or not history.difficulty:
        return ""
    last = {"lrt": history.reviews[-1].time_ms // 1000} if history.reviews else {}
    return json.dumps({"s": history.stability, "d": history.difficulty, **last}, separators=(",", ":"))


def review_columns(history: ImportedHistory | None) -> Iterator[Columns]:
    """Yield the log's columns, all but the card's, of each review, crammed ones too, and of each new beginning."""
    if history is None:
        return
    yield from _reviews(history)
    for review in history.crammed:
        yield _entry(review, FILTERED, (0, 0), 0)
    for time_ms in history.forgotten_ms:
        yield {"id": time_ms, "usn": -1, "ease": 0, "ivl": 0, "lastIvl": 0, "factor": 0, "time": 0, "type": _CHANGED}


def _reviews(history: ImportedHistory) -> Iterator[Columns]:
    """Yield the reviews, with the times between them as intervals."""
    ends = [review.time_ms for review in history.reviews[1:]]
    last, kind = 0, LEARN
    for index, review in enumerate(history.reviews):
        days = (ends[index] - review.time_ms) / DAY_MS if index < len(ends) else history.interval_days or 0
        interval = max(1, round(days))
        yield _entry(review, kind, (interval, last), _FACTOR)
        last, kind = interval, RELEARN if review.rating is Rating.AGAIN else REVIEW


def _entry(review: ImportedReview, kind: int, intervals: tuple[int, int], factor: int) -> Columns:
    """Return an entry of the log; the intervals are those after and before it."""
    after, before = intervals
    return {
        "id": review.time_ms, "usn": -1, "ease": _EASE[review.rating], "ivl": after, "lastIvl": before,
        "factor": factor, "time": int(review.seconds * 1000), "type": kind,
    }  # fmt: skip


def original_columns(original: Original, history: ImportedHistory, first_day: int) -> Columns | None:
    """Return the schedule that Anki had of a card, at home and by our days; None where ours has gone on since."""
    row = original.card_row
    if row is None or not _is_unchanged(original, row, history, first_day):
        return None
    kept = {name: row[name] for name in ("type", "queue", "due", "ivl", "factor", "reps", "lapses", "left", "data")}
    if row["odid"]:
        kept |= {"due": row["odue"] or row["due"], "queue": _QUEUES.get(row["type"], 0)}
    if row["type"] != NEW:
        kept["due"] = _our_due(original, kept["due"], first_day)
    if history.suspended != (row["queue"] == SUSPENDED):
        kept["queue"] = SUSPENDED if history.suspended else _QUEUES.get(row["type"], 0)
    return kept | {"odue": 0, "odid": 0}


def _our_due(original: Original, due: int, first_day: int) -> int:
    """Return a due day of a kept collection counted from another first day; a moment stays."""
    return due + original.kept.collection.first_day - first_day if due < _IS_DAY else due


def _is_unchanged(original: Original, row: Columns, history: ImportedHistory, first_day: int) -> bool:
    """Return whether what we know of a card is what Anki knew: the same reviews, and the same due day."""
    theirs = {entry["id"] for entry in original.review_rows if not _is_no_review(entry)}
    ours = {review.time_ms for review in history.reviews}
    if not ours <= theirs or (theirs and not ours):
        return False
    if row["type"] == NEW:
        return not history.due_day and history.due_ms is None
    if not history.due_day:
        return bool(row["type"] != _DUE)
    due = row["odue"] if row["odid"] and row["odue"] else row["due"]
    if due >= _IS_DAY:
        return False
    # In another time zone the day may differ by one.
    ours_due = date.fromisoformat(history.due_day).toordinal() - first_day
    return abs(ours_due - _our_due(original, due, first_day)) <= 1


def _is_no_review(entry: Columns) -> bool:
    """Return whether an entry is crammed, or a change by hand or by the program."""
    kind, factor = entry["type"], entry["factor"]
    return kind in NO_REVIEWS or bool(kind == FILTERED and not factor)


def original_reviews(original: Original, history: ImportedHistory) -> Iterator[Columns]:
    """Yield Anki's own entries of the reviews that we know, graded by four buttons, and of what was no review.

    Where none of the reviews is known here, they were erased, and nothing of them goes out.
    """
    ratings = {review.time_ms: review.rating for review in (*history.reviews, *history.crammed)}
    if not any(entry["id"] in ratings for entry in original.review_rows):
        return
    for entry in original.review_rows:
        if entry["id"] in ratings:
            yield {**entry, "ease": _EASE[ratings[entry["id"]]]}
        elif _is_no_review(entry):
            yield entry
