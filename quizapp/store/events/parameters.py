"""The presets in use: FSRS parameters and desired retention, for all decks and for single decks.

Each is an event: of `optimize`, of an import from another program, or of a setting for one deck. The latest counts.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.store.daily_candidates import Query

if TYPE_CHECKING:
    from quizapp.core.event_payloads.parameters import OptimizePayload


@dataclass(frozen=True, slots=True)
class Preset:
    """What the scheduler uses for a deck in place of what it uses for all; () and None where there is nothing."""

    parameters: tuple[float, ...] = ()
    retention: float | None = None  # desired


Presets = Mapping[str, Preset]
"""Deck id -> its preset; '' is for decks without parameters of their own."""

_NONE = Preset()

# The unary plus keeps SQLite from scanning the whole log in the order of time to find the few events of this kind.
IN_USE = """
SELECT e.id, e.payload FROM events e WHERE e.learner = :learner AND e.kind = 'optimize'
  AND NOT EXISTS (SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id)
ORDER BY +e.time_ms, e.id
"""

RECORDED = """
SELECT e.payload FROM events e WHERE e.learner = :learner AND e.kind = 'optimize' ORDER BY +e.time_ms, e.id
"""

LATEST = "SELECT MAX(+e.time_ms) FROM events e WHERE e.learner = :learner AND e.kind = 'optimize'"


def fits_in_use(query: Query, learner: str) -> "list[tuple[str, OptimizePayload]]":
    """Return the learner's presets that were not undone, each with its event's id, oldest first."""
    rows = query(IN_USE, {"learner": learner})
    return [(name, _fit(payload)) for name, payload in rows]


def all_fits(query: Query, learner: str) -> "list[OptimizePayload]":
    """Return all of the learner's presets, undone ones too, oldest first."""
    return [_fit(payload) for (payload,) in query(RECORDED, {"learner": learner})]


def _fit(payload: str) -> "OptimizePayload":
    from quizapp.core.event_payloads.parameters import OptimizePayload  # most learners have no fit: 2 ms less to start

    return OptimizePayload.stored(json.loads(payload))


def latest_fit_ms(query: Query, learner: str) -> int:
    """Return the time of the learner's latest fit, undone or not, in milliseconds; 0 if there is none."""
    return int(query(LATEST, {"learner": learner})[0][0] or 0)


def presets(query: Query, learner: str) -> Presets:
    """Return the learner's presets; of a deck's parameters, and of its desired retention, the latest count."""
    found: dict[str, Preset] = {}
    for _, fit in fits_in_use(query, learner):
        known = found.get(fit.deck, _NONE)
        retention = known.retention if fit.retention is None else fit.retention or None
        found[fit.deck] = Preset(fit.parameters or known.parameters, retention)
    return found


def own_preset(presets: Presets, card: str) -> Preset:
    """Return the preset of the deck of a card, or of a deck, by its id: empty where it has none of its own."""
    return presets.get(card.split("/", 1)[0], _NONE)


def parameters_of(presets: Presets, card: str) -> tuple[float, ...]:
    """Return the parameters for a card or a deck by its id; () means FSRS's defaults."""
    return own_preset(presets, card).parameters or presets.get("", _NONE).parameters
