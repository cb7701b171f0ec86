"""The parameters that stand: what `optimize` recorded last for all decks, and for single ones."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from quizapp.store.daily_candidates import Query

if TYPE_CHECKING:
    from quizapp.core.event_payloads.parameters import OptimizePayload

Presets = Mapping[str, tuple[float, ...]]
"""Deck id -> parameters of FSRS; '' is for every deck without its own."""

# The plus keeps SQLite from going through the whole log in its order to find the few that there are.
STANDING = """
SELECT e.id, e.payload FROM events e WHERE e.learner = :learner AND e.kind = 'optimize'
  AND NOT EXISTS (SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id)
ORDER BY +e.time_ms, e.id
"""

LATEST = "SELECT MAX(+e.time_ms) FROM events e WHERE e.learner = :learner AND e.kind = 'optimize'"


def fits_in_use(query: Query, learner: str) -> "list[tuple[str, OptimizePayload]]":
    """Return the learner's fits that were not undone, each with its event's id, oldest first."""
    rows = query(STANDING, {"learner": learner})
    return [(name, _fit(payload)) for name, payload in rows]


def _fit(payload: str) -> "OptimizePayload":
    from quizapp.core.event_payloads.parameters import OptimizePayload  # most learners have no fit: 2 ms less to start

    return OptimizePayload.stored(json.loads(payload))


def latest_fit_ms(query: Query, learner: str) -> int:
    """Return the time of the learner's latest fit, undone or not, in milliseconds; 0 if there is none."""
    return int(query(LATEST, {"learner": learner})[0][0] or 0)


def presets(query: Query, learner: str) -> Presets:
    """Return the learner's parameters; the latest word on a deck counts."""
    return {fit.deck: fit.parameters for _, fit in fits_in_use(query, learner)}


def parameters_of(standing: Presets, card: str) -> tuple[float, ...]:
    """Return the parameters for a card or a deck by its id; () are FSRS's defaults."""
    return standing.get(card.split("/", 1)[0]) or standing.get("", ())
