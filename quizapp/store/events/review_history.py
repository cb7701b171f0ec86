"""The learner's answers as the optimiser and the simulation need them."""

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
SELECT e.card, e.time_ms, e.id, e.kind, json_extract(e.payload, '$.rating'), json_extract(e.payload, '$.seconds')
FROM events e WHERE e.learner = :learner AND e.kind IN ('review', 'forget', 'carry')
ORDER BY e.card, e.time_ms, e.id
"""

# Asked apart: as a condition of the above it would cost a million reviews a quarter more.
UNDONE = "SELECT u.undoes FROM events u WHERE u.learner = :learner AND u.kind = 'undo'"


def histories(query: Query, learner: str) -> list[CardHistory]:
    """Return the reviews of every card whose past is known from its beginning.

    What was taken back does not count, and what was before a card was forgotten on purpose does not either. A card
    that came with a state and no history is left out: nothing can be fitted to a past that is not there.
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
    whole = True
    for _, time_ms, name, kind, rating, seconds in rows:
        if name in undone:
            continue
        if kind == REVIEW:
            times.append(time_ms)
            ratings.append(NUMBER[rating])
            spent.append(float(seconds or 0.0))
        else:
            times, ratings, spent, whole = [], [], [], kind == FORGET
    return CardHistory(card, tuple(times), tuple(ratings), tuple(spent)) if times and whole else None
