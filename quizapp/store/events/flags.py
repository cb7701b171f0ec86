"""The cards that the learner flagged, as the log has them: of each card, the latest event counts."""

from quizapp.core.events import FLAG
from quizapp.store.daily_candidates import Query

# The unary plus keeps SQLite from scanning the whole log in the order of time to find the few events of these kinds.
RECORDED = """
SELECT e.card, e.kind FROM events e WHERE e.learner = :learner AND e.kind IN ('flag', 'unflag')
  AND NOT EXISTS (SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id)
ORDER BY +e.time_ms, e.id
"""


def flagged_cards(query: Query, learner: str) -> frozenset[str]:
    """Return the ids of the learner's flagged cards."""
    is_flagged = {card: kind == FLAG for card, kind in query(RECORDED, {"learner": learner})}
    return frozenset(card for card, flagged in is_flagged.items() if flagged)
