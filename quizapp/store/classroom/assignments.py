"""Reads a learner's assignments, without importing SQLAlchemy."""

from dataclasses import dataclass

from quizapp.core.daily_plan import Candidate
from quizapp.core.scope import Moment, Scope
from quizapp.store.daily_candidates import Query, parameters
from quizapp.store.queries import ACTIVE, OPEN, SCOPE

# A right answer, once, is what an assignment asks for. It is in the log, which nobody can change.
_RIGHT = """EXISTS (SELECT 1 FROM events e WHERE e.learner = :learner AND e.card = c.card AND e.kind = 'review'
    AND json_extract(e.payload, '$.rating') IN ('hard', 'good', 'easy')
    AND NOT EXISTS (SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id))"""
_MINE = """FROM assignments a JOIN assigned_cards k ON k.assignment = a.assignment
  JOIN cards c ON c.card = k.card AND c.retired = 0"""
_FOR_ME = """a.opens <= :day AND (a.audience = ''
    OR EXISTS (SELECT 1 FROM class_groups g WHERE g.learner = :learner AND g.name = a.audience))"""

ASSIGNED = f"""
SELECT a.assignment, a.deck, a.title, a.opens, a.due, COUNT(*), SUM(CASE WHEN {_RIGHT} THEN 0 ELSE 1 END)
{_MINE} WHERE {_FOR_ME}
GROUP BY a.assignment, a.deck, a.title, a.opens, a.due ORDER BY a.due, a.assignment
"""

LEFT = f"""
SELECT c.card, c.deck, c.concept, c.siblings, s.due_ms, COALESCE(s.reviews, 0), a.due
{_MINE} LEFT JOIN states s ON s.learner = :learner AND s.card = c.card
WHERE {_FOR_ME} AND NOT {_RIGHT} AND {ACTIVE} AND (s.card IS NULL OR ({OPEN})) AND {SCOPE}
ORDER BY a.due, a.assignment, c.place
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """Cards to be answered right once by a day (an ISO date): how many, and how many are left."""

    assignment: str
    deck: str  # '' where they are not one deck
    title: str
    opens: str  # an ISO date; '' for at once
    due: str
    cards: int
    left: int


@dataclass(frozen=True, slots=True)
class AssignedCard:
    """A card that is left of an assignment, and the assignment's due day."""

    candidate: Candidate
    due: str


def assigned(query: Query, learner: str, day: str) -> list[Assigned]:
    """Return the open assignments with cards that the learner never answered right, most urgent first."""
    rows = query(ASSIGNED, {"learner": learner, "day": day})
    found = [Assigned(**dict(zip(Assigned.__dataclass_fields__, row, strict=True))) for row in rows]
    return [each for each in found if each.left]


def cards_left(query: Query, moment: Moment, scope: Scope) -> list[AssignedCard]:
    """Return the cards of a scope that are left of open assignments, the most urgent first, each once."""
    found: dict[str, AssignedCard] = {}
    for *card, due in query(LEFT, parameters(query, moment, scope, 0)):
        found.setdefault(card[0], AssignedCard(Candidate(*card), due))
    return list(found.values())
