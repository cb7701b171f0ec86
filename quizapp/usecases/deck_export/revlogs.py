"""Reviews in the columns of the public benchmark of schedulers, srs-benchmark, and its data set anki-revlogs-10k.

Cards are numbered in the order of their first review, so that a learner can give the file away without their texts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from quizapp.core.model import Rating, State
from quizapp.core.scope import Scope
from quizapp.store.database import Store
from quizapp.store.events.log_tables import AnswerRow, answer_rows

COLUMNS = ("card_id", "day_offset", "rating", "state", "duration", "elapsed_days", "elapsed_seconds")
MOST_MS = 60_000  # of one answer: the data set has no longer ones
FIRST = -1  # elapsed, before the first review of a card
_RATINGS = {rating: number for number, rating in enumerate(Rating, 1)}
_STATES = {state: number for number, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class _Met:
    """A card that was reviewed: its number, and the day and time of its last review."""

    number: int
    day: date
    time_ms: int


def revlog_rows(store: Store, scope: Scope) -> Iterator[Sequence[int]]:
    """Yield the values of COLUMNS for every review that was not undone, oldest first; cramming is left out."""
    met: dict[str, _Met] = {}
    start: date | None = None
    for row in answer_rows(store, scope):
        if row.crammed:
            continue
        day = date.fromisoformat(row.day)
        start = start or day
        last = met.get(row.place.card)
        number = last.number if last else len(met) + 1
        met[row.place.card] = _Met(number, day, row.time_ms)
        yield (number, (day - start).days, *_review(row, last), *_elapsed(row, day, last))


def _review(row: AnswerRow, last: _Met | None) -> Sequence[int]:
    """Return rating, state and milliseconds. An imported review may lack the state: it is that of a known card."""
    review = row.review
    state = review.state or (State.REVIEW if last else State.NEW)
    return _RATINGS[review.rating], _STATES[state], min(MOST_MS, round((review.seconds or 0) * 1000))


def _elapsed(row: AnswerRow, day: date, last: _Met | None) -> Sequence[int]:
    """Return the study days and seconds since the last review of the card."""
    if last is None:
        return FIRST, FIRST
    return (day - last.day).days, max(0, (row.time_ms - last.time_ms) // 1000)
