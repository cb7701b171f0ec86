"""Reads the review histories that the optimiser and the simulation use."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from quizapp.core.events import FORGET, REVIEW
from quizapp.core.review_history import CardHistory
from quizapp.core.scheduler import NUMBER
from quizapp.gc_pause import paused_collector
from quizapp.store.daily_candidates import Query

ANSWERS = """
SELECT e.card, e.time_ms, e.id, e.kind, json_extract(e.payload, '$.rating'), json_extract(e.payload, '$.seconds'),
  json_extract(e.payload, '$.day_begins')
FROM events e WHERE e.learner = :learner AND e.kind IN ('review', 'forget', 'carry')
ORDER BY e.card, e.time_ms, e.id
"""

# A query of its own: as a condition of ANSWERS it would take a quarter longer for a million reviews.
UNDONE = "SELECT u.undoes FROM events u WHERE u.learner = :learner AND u.kind = 'undo'"


def histories(query: Query, learner: str) -> list[CardHistory]:
    """Return the reviews of every card whose history is complete.

    Without undone reviews, and without those before a card was forgotten on purpose. A card that was imported with a
    state but no history is left out, since nothing can be fitted to it.
    """
    undone = {row[0] for row in query(UNDONE, {"learner": learner})}
    with paused_collector():
        rows = query(ANSWERS, {"learner": learner})
        groups = groupby(rows, key=itemgetter(0))
        return [history for card, group in groups if (history := _of_card(card, group, undone))]


def _of_card(card: str, rows: Iterator[Sequence[Any]], undone: set[str]) -> CardHistory | None:
    times: list[int] = []
    ratings: list[int] = []
    spent: list[float] = []
    begins: list[int | None] = []
    whole = True
    for _, time_ms, name, kind, rating, seconds, day_begins in rows:
        if name in undone:
            continue
        if kind == REVIEW:
            times.append(time_ms)
            ratings.append(NUMBER[rating])
            spent.append(float(seconds or 0.0))
            begins.append(None if day_begins is None else int(day_begins))  # PostgreSQL returns a text
        else:
            times, ratings, spent, begins, whole = [], [], [], [], kind == FORGET
    if not times or not whole:
        return None
    days = tuple(begins) if any(each is not None for each in begins) else ()
    return CardHistory(card, tuple(times), tuple(ratings), tuple(spent), days)
