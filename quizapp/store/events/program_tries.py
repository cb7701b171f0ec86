"""The last program that the learner wrote for a question, as the log has it."""

import json

from quizapp.core.event_payloads.program_try import ProgramTryPayload
from quizapp.store.daily_candidates import Query

RECORDED = """
SELECT e.payload FROM events e WHERE e.learner = :learner AND e.card = :card AND e.kind = 'try'
ORDER BY e.time_ms DESC, e.id DESC LIMIT 1
"""


def last_try(query: Query, learner: str, card: str) -> ProgramTryPayload | None:
    """Return the last program of a card, or None."""
    for (body,) in query(RECORDED, {"learner": learner, "card": card}):
        return ProgramTryPayload.stored(json.loads(body))
    return None
