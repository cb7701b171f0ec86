"""What was assigned to a learner, read through whatever runs SQL."""

from dataclasses import dataclass

from quizapp.store.daily_candidates import Query

# Of the learner who asks alone: the policies of the tables see to it too.
ASSIGNED = """
SELECT a.deck, d.title, a.due, COUNT(c.card), COUNT(c.card) - COUNT(s.card)
FROM assignments a JOIN decks d ON d.deck = a.deck JOIN cards c ON c.deck = a.deck AND c.retired = 0
LEFT JOIN states s ON s.learner = :learner AND s.card = c.card AND s.reviews > 0
GROUP BY a.deck, d.title, a.due ORDER BY a.due, a.deck
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """A deck that the learner should have met by a day (an ISO date): its cards, and how many were never answered."""

    deck: str
    title: str
    due: str
    cards: int
    left: int


def assigned(query: Query, learner: str) -> list[Assigned]:
    """Return what was assigned and the learner has not met wholly, the most urgent first."""
    rows = [
        Assigned(deck=r[0], title=r[1], due=r[2], cards=r[3], left=r[4]) for r in query(ASSIGNED, {"learner": learner})
    ]
    return [each for each in rows if each.left]
