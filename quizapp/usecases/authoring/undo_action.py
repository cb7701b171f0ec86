"""Undoes the learner's last action, whatever it was, and says which."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.core import events as log_kinds
from quizapp.core.counting import counted
from quizapp.core.event_payloads.file_change import FileChangePayload
from quizapp.core.event_payloads.pause import PausePayload
from quizapp.core.event_payloads.review import rating_of
from quizapp.core.events import FILE_CHANGES, Event
from quizapp.store.events.undo import Lease, Undone, undo_last
from quizapp.store.events.undoable import events_of_action, last_undoable

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context

_NAMES: Mapping[str, str] = {
    log_kinds.UNSUSPEND: "release", log_kinds.UNFLAG: "removal of the flag", log_kinds.ADD_CARDS: "addition",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class UndoneAction:
    """What was undone in the log, and that in words, such as `Undone: forget of 3 cards`."""

    undone: Undone
    text: str

    @property
    def changed_files(self) -> bool:
        """Whether deck files were restored, and their decks imported."""
        return self.undone.event.kind in FILE_CHANGES

    def card_to_ask(self, current: str) -> str:
        """Return the card to ask now: that of an answer, where its lease was free, else the current one."""
        if self.undone.asked_again:
            return self.undone.asked_again if self.undone.leased else ""
        return current


@dataclass(frozen=True, slots=True)
class NextUndo:
    """What an undo cancels now: the id of its event, and the action in words, such as `suspend of 3 cards`."""

    event: str
    text: str


def next_undo(store: "Store") -> NextUndo | None:
    """Return what an undo cancels now; None if there is nothing to undo."""
    last = last_undoable(store)
    return NextUndo(last.id, _named(events_of_action(store, last))) if last else None


def undo_action(
    context: "Context", store: "Store", lease: Lease | None = None, only: str = ""
) -> UndoneAction | None:  # fmt: skip
    """Undo the last action of the learner that was not undone yet; None if there is none.

    Files of decks get the content before, byte for byte; where one was changed since, it stays, and the text says so.
    With `lease`, the card whose question was left is leased to that session. With `only`, the id of an event, nothing
    is undone if another action is the last one.
    """
    last = last_undoable(store, lease.recorded if lease else None)
    if last is None or (only and last.id != only):
        return None
    kept = _restored(context, store, last) if last.kind in FILE_CHANGES else ""
    undone = undo_last(store, context.moment(), lease, last)
    assert undone is not None
    return UndoneAction(undone, kept or f"Undone: {_named(undone.events)}")


def _restored(context: "Context", store: "Store", last: Event) -> str:
    """Restore the files of a change; return why they stay, '' if they were restored."""
    from quizapp.usecases.authoring.file_changes import ChangedSince, changing

    with changing(context, store) as changes:
        try:
            changes.undo(FileChangePayload.stored(last.payload))
        except ChangedSince as error:
            return f"Not undone: {_named((last,))}, because {error.file} was changed or removed since. Edit it yourself"
    return ""


def _named(events: tuple[Event, ...]) -> str:
    """Return an action in words."""
    first = events[0]
    name = _NAMES.get(first.kind, first.kind)
    if first.kind in FILE_CHANGES:
        return f"{name} of {_file_change(first.kind, FileChangePayload.stored(first.payload))}"
    if first.kind in (log_kinds.PAUSE, log_kinds.RESUME):
        return f"{name} of {PausePayload.stored(first.payload).name}"
    if len(events) > 1:
        return f"{name} of {counted(len(events), 'card')}"
    rated = f", rated {rating_of(first.payload)}" if first.kind in (log_kinds.REVIEW, log_kinds.CRAM) else ""
    return f"{name} of {first.card}{rated}"


def _file_change(kind: str, change: FileChangePayload) -> str:
    if kind == log_kinds.EDIT_CARD:
        return change.place
    return f"{counted(change.cards, 'card')} {'to' if kind == log_kinds.MOVE_CARDS else 'in'} {change.place}"
