"""Reads the figures about a learner's cards that a simulation starts from."""

from quizapp.store.daily_candidates import Query

LEARNT = """
SELECT s.card, s.stability, s.difficulty, s.last_ms, s.due_ms FROM states s JOIN cards c ON c.card = s.card
WHERE s.learner = :learner AND s.state <> 'new' AND s.suspended = 0 AND c.retired = 0 AND s.stability IS NOT NULL
ORDER BY s.card
"""

UNSEEN = """
SELECT COUNT(*) FROM cards c LEFT JOIN states s ON s.learner = :learner AND s.card = c.card
WHERE c.retired = 0 AND (s.card IS NULL OR (s.state = 'new' AND s.suspended = 0))
"""


def learnt(query: Query, learner: str) -> list[tuple[str, float, float, int, int]]:
    """Return card, stability (days), difficulty, last review and due date (milliseconds) of every card in use."""
    return [(row[0], row[1], row[2], row[3], row[4]) for row in query(LEARNT, {"learner": learner})]


def unseen(query: Query, learner: str) -> int:
    """Return how many cards were never answered."""
    return int(query(UNSEEN, {"learner": learner})[0][0])
