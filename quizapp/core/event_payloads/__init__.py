"""What each kind of event stores, as values: the only place that knows the names in a payload.

`from_payload` checks types and ranges and raises ValueError, for what another device or program wrote. `stored` reads
what this log holds already and refuses no more than the fold ever did.
"""

from collections.abc import Mapping

from quizapp.core import events
from quizapp.core.event_payloads.base import Payload
from quizapp.core.event_payloads.card_marks import (
    MARKS,
    BuryPayload,
    ForgetPayload,
    SuspendPayload,
    UndoPayload,
    UnknownPayload,
    UnsuspendPayload,
)
from quizapp.core.event_payloads.experiment_run import ExperimentPayload, MeasuredPayload
from quizapp.core.event_payloads.parameters import ImportPayload, OptimizePayload, StateImportedPayload
from quizapp.core.event_payloads.review import AnswerRecord, ReviewPayload

__all__ = (
    "PAYLOADS",
    "AnswerRecord",
    "BuryPayload",
    "ExperimentPayload",
    "ForgetPayload",
    "ImportPayload",
    "MeasuredPayload",
    "OptimizePayload",
    "Payload",
    "ReviewPayload",
    "StateImportedPayload",
    "SuspendPayload",
    "UndoPayload",
    "UnknownPayload",
    "UnsuspendPayload",
    "payload_type",
)  # fmt: skip

PAYLOADS: Mapping[str, type[Payload]] = {
    events.REVIEW: ReviewPayload,
    events.CRAM: ReviewPayload,
    events.UNDO: UndoPayload,
    events.PROOF: ExperimentPayload,
    **MARKS,
    events.IMPORT: ImportPayload,
    events.STATE_IMPORTED: StateImportedPayload,
    events.OPTIMIZE: OptimizePayload,
}
"""Kind of event -> the type of its payload."""


def payload_type(kind: str) -> type[Payload]:
    """Return the type of a kind's payload; a kind that this version does not know has one that keeps every key."""
    return PAYLOADS.get(kind, UnknownPayload)
