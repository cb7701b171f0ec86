"""Reads the figures about a learner's cards that a simulation starts from."""

from quizapp.store.daily_candidates import Query, paused_parameter
from quizapp.store.queries import ACTIVE

LEARNT = f"""
SELECT s.card, s.stability, s.difficulty, s.last_ms, s.due_ms FROM states s JOIN cards c ON c.card = s.card
WHERE s.learner = :learner AND s.state <> 'new' AND s.suspended = 0 AND c.retired = 0 AND s.stability IS NOT NULL
  AND {ACTIVE}
ORDER BY s.card
"""

UNSEEN = f"""
SELECT COUNT(*) FROM cards c LEFT JOIN states s ON s.learner = :learner AND s.card = c.card
WHERE c.retired = 0 AND (s.card IS NULL OR (s.state = 'new' AND s.suspended = 0)) AND {ACTIVE}
"""


def learnt(query: Query, learner: str) -> list[tuple[str, float, float, int, int]]:
    """Return card, stability (days), difficulty, last review and due date (milliseconds) of every card in use."""
    named = {"learner": learner} | paused_parameter(query, learner)
    return [(row[0], row[1], row[2], row[3], row[4]) for row in query(LEARNT, named)]


def unseen(query: Query, learner: str) -> int:
    """Return how many cards were never answered."""
    return int(query(UNSEEN, {"learner": learner} | paused_parameter(query, learner))[0][0])
