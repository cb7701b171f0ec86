"""Counts the cards that are due on the coming days."""

from quizapp.core.scope import Moment
from quizapp.core.study_day import DAY_MS
from quizapp.store.daily_candidates import Query

# Counts suspended cards too: with `suspended` in the condition, the index alone would not answer the query.
DUE_BY_DAY = f"""
SELECT (s.due_ms - :day_start) / {DAY_MS}, COUNT(*) FROM states s
WHERE s.learner = :learner AND s.state = 'review' AND s.due_ms >= :from_ms AND s.due_ms < :to_ms
GROUP BY 1
"""


def due_counts(query: Query, moment: Moment, first: int, last: int) -> list[int]:
    """Return how many cards are due on each day from `first` to `last`, counted in days from today."""
    named = {"learner": moment.learner, "day_start": moment.day_start}
    span = {"from_ms": moment.day_start + first * DAY_MS, "to_ms": moment.day_start + (last + 1) * DAY_MS}
    counts = {int(day): int(count) for day, count in query(DUE_BY_DAY, named | span)}
    return [counts.get(day, 0) for day in range(first, last + 1)]


class DayDueCounts:
    """The number of cards due on each coming day, for one session: read once per day, then updated with each answer.

    A query for every answer would take longer the more cards there are.
    """

    def __init__(self, query: Query, moment: Moment) -> None:
        self._query, self._moment = query, moment
        self._counts: dict[int, int] = {}

    @property
    def day(self) -> str:
        """The study day from which the days are counted."""
        return self._moment.day

    def between(self, first: int, last: int) -> list[int]:
        """Return how many cards are due on each day from `first` to `last`, counted in days from today."""
        days = range(first, last + 1)
        missing = [day for day in days if day not in self._counts]
        if missing:
            found = due_counts(self._query, self._moment, missing[0], missing[-1])
            for day, count in zip(range(missing[0], missing[-1] + 1), found, strict=True):
                self._counts.setdefault(day, count)
        return [self._counts[day] for day in days]

    def add(self, due_ms: int) -> tuple[int, int]:
        """Count a card that becomes due; return the day, in days from today, and its count, 0 if it was not read."""
        day = (due_ms - self._moment.day_start) // DAY_MS
        if day not in self._counts:
            return day, 0
        self._counts[day] += 1
        return day, self._counts[day]
