"""The decks and concepts that the learner paused, as the log has them: of each, the latest event counts."""

import json
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.core.event_payloads.pause import PausePayload
    from quizapp.store.queries import Query

# The unary plus keeps SQLite from scanning the whole log in the order of time to find the few events of these kinds.
RECORDED = """
SELECT CASE e.kind WHEN 'pause' THEN 1 ELSE 0 END, e.payload FROM events e
WHERE e.learner = :learner AND e.kind IN ('pause', 'resume')
  AND NOT EXISTS (SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id)
ORDER BY +e.time_ms, e.id
"""


def paused_names(query: "Query", learner: str) -> tuple[str, ...]:
    """Return the paused decks, and the concepts that were paused by themselves as deck/concept, in their order."""
    found = {_pause(payload).name: is_pause == 1 for is_pause, payload in query(RECORDED, {"learner": learner})}
    return tuple(sorted(name for name, is_paused in found.items() if is_paused))


def _pause(payload: str) -> "PausePayload":
    from quizapp.core.event_payloads.pause import PausePayload  # most learners pause nothing: less to start

    return PausePayload.stored(json.loads(payload))


def as_parameter(names: Collection[str]) -> str:
    """Return what the statements in store.queries take as `paused`; ids have neither a bar nor a wildcard in them."""
    return f"|{'|'.join(names)}|" if names else ""


def is_paused(names: Collection[str], deck: str, concept: str) -> bool:
    """Return whether the cards of a concept are paused, by themselves or with their deck."""
    return deck in names or f"{deck}/{concept}" in names
