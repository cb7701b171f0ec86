"""The type of the payload of each kind of event."""

from collections.abc import Mapping

from quizapp.core import events
from quizapp.core.event_payloads.base import Payload
from quizapp.core.event_payloads.card_marks import (
    MARKS,
    UndoPayload,
    UnknownPayload,
)
from quizapp.core.event_payloads.experiment_run import ExperimentPayload
from quizapp.core.event_payloads.file_change import FileChangePayload
from quizapp.core.event_payloads.goal import GoalPayload
from quizapp.core.event_payloads.parameters import ImportPayload, OptimizePayload, StateImportedPayload
from quizapp.core.event_payloads.pause import PausePayload, ResumePayload
from quizapp.core.event_payloads.program_try import ProgramTryPayload
from quizapp.core.event_payloads.review import ReviewPayload

PAYLOADS: Mapping[str, type[Payload]] = {
    events.REVIEW: ReviewPayload,
    events.CRAM: ReviewPayload,
    events.UNDO: UndoPayload,
    events.PROOF: ExperimentPayload,
    **MARKS,
    events.PAUSE: PausePayload,
    events.RESUME: ResumePayload,
    events.IMPORT: ImportPayload,
    events.STATE_IMPORTED: StateImportedPayload,
    events.OPTIMIZE: OptimizePayload,
    events.GOAL: GoalPayload,
    events.TRY: ProgramTryPayload,
    **dict.fromkeys(events.FILE_CHANGES, FileChangePayload),
}
"""Kind of event -> the type of its payload."""


def payload_type(kind: str) -> type[Payload]:
    """Return the type of a kind's payload; a kind that this version does not know has one that keeps every key."""
    return PAYLOADS.get(kind, UnknownPayload)
