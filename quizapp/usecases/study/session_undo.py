"""Undoes the learner's last action from within a session."""

from typing import TYPE_CHECKING

from quizapp.store.events.undo import Lease
from quizapp.usecases.authoring.undo_action import UndoneAction, undo_action
from quizapp.usecases.study.session_clock import wall_ms

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context
    from quizapp.usecases.study.session_record import SessionRecord


def undo_in_session(
    context: "Context", store: "Store", session: str, recorded: "SessionRecord"
) -> UndoneAction | None:  # fmt: skip
    """Undo the last action, no longer count it, and lease the card to ask again; None if there is nothing to undo."""
    lease = Lease(session=session, wall_ms=wall_ms(), recorded=recorded.recordings)
    last = undo_action(context, store, lease)
    for event in last.undone.events if last else ():
        recorded.take_back(event)
    return last
