"""Reads the assignments of a learner, without importing SQLAlchemy."""

from dataclasses import dataclass

from quizapp.store.daily_candidates import Query

# For the learner's own states only, which the row-level policies enforce too.
ASSIGNED = """
SELECT a.deck, d.title, a.due, COUNT(c.card), COUNT(c.card) - COUNT(s.card)
FROM assignments a JOIN decks d ON d.deck = a.deck JOIN cards c ON c.deck = a.deck AND c.retired = 0
LEFT JOIN states s ON s.learner = :learner AND s.card = c.card AND s.reviews > 0
GROUP BY a.deck, d.title, a.due ORDER BY a.due, a.deck
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """A deck to be answered once by a day (an ISO date): its number of cards, and how many were never answered."""

    deck: str
    title: str
    due: str
    cards: int
    left: int


def assigned(query: Query, learner: str) -> list[Assigned]:
    """Return the assignments with cards that the learner never answered, most urgent first."""
    rows = [
        Assigned(deck=r[0], title=r[1], due=r[2], cards=r[3], left=r[4]) for r in query(ASSIGNED, {"learner": learner})
    ]
    return [each for each in rows if each.left]
