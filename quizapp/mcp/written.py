"""Remembers what the tools recorded, so that they undo nothing else."""

from typing import TYPE_CHECKING

from quizapp.errors import QuizError

if TYPE_CHECKING:
    from quizapp.store.database import Store


class Written:
    """The actions that this process recorded."""

    def __init__(self) -> None:
        self._ids: set[str] = set()

    def remember(self, store: "Store") -> None:
        """Note the last action of the log as one of this process."""
        from quizapp.store.events.undoable import last_undoable

        if last := last_undoable(store):
            self._ids.add(last.id)

    def check(self, store: "Store") -> None:
        """Raise QuizError unless the action that an undo would cancel is one of this process."""
        from quizapp.store.events.undoable import last_undoable

        last = last_undoable(store)
        if last is None or last.id not in self._ids:
            raise QuizError(
                "There is nothing to undo that these tools did.",
                "The learner undoes what was done elsewhere in the terminal: quizapp undo",
            )
