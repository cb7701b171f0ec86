"""The FSRS parameters in use: the latest fits that `optimize` recorded, for all decks and for single decks."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from quizapp.store.daily_candidates import Query

if TYPE_CHECKING:
    from quizapp.core.event_payloads.parameters import OptimizePayload

Presets = Mapping[str, tuple[float, ...]]
"""Deck id -> parameters of FSRS; '' is for decks without parameters of their own."""

# The unary plus keeps SQLite from scanning the whole log in the order of time to find the few events of this kind.
IN_USE = """
SELECT e.id, e.payload FROM events e WHERE e.learner = :learner AND e.kind = 'optimize'
  AND NOT EXISTS (SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id)
ORDER BY +e.time_ms, e.id
"""

LATEST = "SELECT MAX(+e.time_ms) FROM events e WHERE e.learner = :learner AND e.kind = 'optimize'"


def fits_in_use(query: Query, learner: str) -> "list[tuple[str, OptimizePayload]]":
    """Return the learner's fits that were not undone, each with its event's id, oldest first."""
    rows = query(IN_USE, {"learner": learner})
    return [(name, _fit(payload)) for name, payload in rows]


def _fit(payload: str) -> "OptimizePayload":
    from quizapp.core.event_payloads.parameters import OptimizePayload  # most learners have no fit: 2 ms less to start

    return OptimizePayload.stored(json.loads(payload))


def latest_fit_ms(query: Query, learner: str) -> int:
    """Return the time of the learner's latest fit, undone or not, in milliseconds; 0 if there is none."""
    return int(query(LATEST, {"learner": learner})[0][0] or 0)


def presets(query: Query, learner: str) -> Presets:
    """Return the learner's parameters; the latest fit of a deck counts."""
    return {fit.deck: fit.parameters for _, fit in fits_in_use(query, learner)}


def parameters_of(presets: Presets, card: str) -> tuple[float, ...]:
    """Return the parameters for a card or a deck by its id; () means FSRS's defaults."""
    return presets.get(card.split("/", 1)[0]) or presets.get("", ())
