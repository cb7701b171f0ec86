"""Events, the entries of the log, and the state of a card, which is the fold of its events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.core.model import State

REVIEW, CRAM, UNDO, PROOF = "review", "cram", "undo", "proof"
SUSPEND, UNSUSPEND, BURY, FORGET = "suspend", "unsuspend", "bury", "forget"
FLAG, UNFLAG = "flag", "unflag"  # a mark of the learner's own on a card
PAUSE, RESUME = "pause", "resume"  # of a deck or a concept, without a card
IMPORT = "import"  # a deck was installed
STATE_IMPORTED = "carry"  # a card's state came from another program, without its history
OPTIMIZE = "optimize"  # parameters were fitted to the learner's history
GOAL = "goal"  # a scope is to be learnt by a day
TRY = "try"  # a program that the learner wrote for a question
IMPORTED_DEVICE = "import"  # the device of events that another program recorded
WITHOUT_CARD = (IMPORT, OPTIMIZE, GOAL, PAUSE, RESUME)
LOG_COLUMNS = ("learner", "id", "device", "time_ms", "day", "card", "kind", "undoes", "payload")  # in every database
# Files of decks were changed: cards added, edited or moved. The device that did it keeps the contents before.
ADD_CARDS, EDIT_CARD, MOVE_CARDS = "add", "edit", "move"
FILE_CHANGES = (ADD_CARDS, EDIT_CARD, MOVE_CARDS)
UNDOABLE = (REVIEW, CRAM, SUSPEND, UNSUSPEND, BURY, FORGET, FLAG, UNFLAG, PAUSE, RESUME, *FILE_CHANGES)


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
    undoes: str | None = None  # the id of the event that an undo cancels


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """The state of a card, the fold of its events. One of exactly this class is new; else it is a ReviewedCard.

    The fields are the columns of one table, so that a new card has all of them, empty.
    """

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
    time_ms: int = 0  # of the last event folded in, with its id: later events are folded on top of it
    event: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedCard(CardState):
    """The state of a card that was reviewed, here or by the program that it was imported from."""

    state: State
    stability: float
    difficulty: float
    due_ms: int
    first_ms: int
    last_ms: int


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return the events in the order of the log, (time, id), without those that were undone."""
    ordered = sorted(events, key=lambda event: (event.time_ms, event.id))
    undone = {event.undoes for event in ordered if event.kind == UNDO}
    return [event for event in ordered if event.kind != UNDO and event.id not in undone]
