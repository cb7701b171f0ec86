"""How far a learner is with a program, and what can be done with it besides typing."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from quizapp.core.answer_difference import ProgramDifference

if TYPE_CHECKING:
    from quizapp.core.program_run import ProgramRun
    from quizapp.core.session_values import Outcome
    from quizapp.ui.feedback.marks import Marks


class ProgramDesk(Protocol):
    """What a program can be done with, besides typing it."""

    @property
    def marks(self) -> "Marks":
        """The marks of right and wrong."""

    def last(self) -> tuple[str, str] | None:
        """Return the program that the learner wrote last for this question and its verdict, or None."""

    def keep(self, program: str) -> None:
        """Record a program that was not run."""

    def run(self, program: str) -> "ProgramRun | None":
        """Run the checks on a program; None where they were not run, of which the learner is told."""

    def edit(self, program: str) -> str:
        """Return a program after the learner's editor had it."""


@dataclass(slots=True)
class ProgramDraft:
    """How far the learner is with a program; its lines are the fields of the draft."""

    desk: ProgramDesk
    kept: str  # the program that is recorded, or was given
    note: str = ""  # about the program that they begin with
    earlier: str = ""  # what they wrote when they solved it before: shown after the answer
    typing: bool = False
    tries: int = 0
    ran: str = ""  # the program of the last run
    run: "ProgramRun | None" = None
    is_new: bool = False  # the result of the last run is to be seen
    result_at: int | None = None  # of the lines that are drawn, the first one of a result that is new

    def remembered(self, outcome: "Outcome") -> "Outcome":
        """Return an outcome with what the learner wrote when they solved the question before."""
        found = outcome.difference
        if not self.earlier or not isinstance(found, ProgramDifference):
            return outcome
        return replace(outcome, difference=replace(found, earlier=self.earlier))
