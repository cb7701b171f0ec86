"""The log's words: an event is what happened; the state of a card is the fold of its events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.core.model import State

REVIEW, CRAM, UNDO, PROOF = "review", "cram", "undo", "proof"
SUSPEND, UNSUSPEND, BURY, FORGET = "suspend", "unsuspend", "bury", "forget"
IMPORT, STATE_IMPORTED = (
    "import",
    "carry",
)  # a deck came in; a card's state came from another program, without its history
OPTIMIZE = "optimize"  # parameters fitted to the learner's history, for one deck or ('') for all that have none
IMPORTED_DEVICE = "import"  # the device of events that another program recorded
UNDOABLE = (REVIEW, CRAM, SUSPEND, BURY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened; `time_ms` is UTC milliseconds, `id` a UUIDv7."""

    id: str
    device: str
    time_ms: int
    learner: str
    card: str
    kind: str
    payload: Mapping[str, Any]
    day: str = ""  # the study day where it happened, as an ISO date
    undoes: str | None = None  # the id of the event that an undo takes back


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """The state of a card: what its events come to."""

    state: State = State.NEW
    step: int | None = None
    stability: float | None = None  # days
    difficulty: float | None = None  # 1 to 10
    due_ms: int | None = None
    first_ms: int | None = None  # the first review
    last_ms: int | None = None  # the last review
    reviews: int = 0
    lapses: int = 0
    suspended: bool = False
    buried_day: str | None = None  # hidden on this study day
    time_ms: int = 0  # of the last event folded in, with its id: what is later than these folds on
    event: str = ""


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return the events that stand, in the order of the log: (time, id), without what was undone."""
    ordered = sorted(events, key=lambda event: (event.time_ms, event.id))
    undone = {event.undoes for event in ordered if event.kind == UNDO}
    return [event for event in ordered if event.kind != UNDO and event.id not in undone]
