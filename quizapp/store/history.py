"""The learner's answers as the optimiser and the simulation need them."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from quizapp.core.history import CardHistory
from quizapp.core.scheduler import NUMBER
from quizapp.store.today import Query

ANSWERS = """
SELECT e.card, e.time_ms, e.kind, json_extract(e.payload, '$.rating'), json_extract(e.payload, '$.seconds')
FROM events e
WHERE e.learner = :learner AND e.kind IN ('review', 'forget', 'carry')
  AND NOT EXISTS (SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id)
ORDER BY e.card, e.time_ms, e.id
"""


def histories(query: Query, learner: str) -> list[CardHistory]:
    """Return the reviews of every card whose past is known from its beginning.

    What was taken back does not count, and what was before a card was forgotten on purpose does not either. A card
    that came with a state and no history is left out: nothing can be fitted to a past that is not there.
    """
    rows = query(ANSWERS, {"learner": learner})
    return [history for card, group in groupby(rows, key=lambda row: row[0]) for history in _of_card(card, group)]


def _of_card(card: str, rows: Iterator[Any]) -> Iterator[CardHistory]:
    found: list[tuple[int, int, float]] = []
    whole = True
    for _, time_ms, kind, rating, seconds in rows:
        if kind == "review":
            found.append((time_ms, NUMBER[rating], seconds or 0.0))
        else:
            found, whole = [], kind == "forget"
    if found and whole:
        times, ratings, spent = zip(*found, strict=True)
        yield CardHistory(card, times, ratings, spent)
