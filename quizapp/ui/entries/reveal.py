"""Nothing is entered: the learner asks for the answer and compares."""

from quizapp.core.question import Shown
from quizapp.ui.entering import Entering, EntryResult, Revealed
from quizapp.ui.entries.base import EntryKind, command_of, line_for_each_gap


def _take(shown: Shown, entering: Entering) -> EntryResult:
    entering.draw([], "Space  show the answer")
    pressed = entering.key()
    return Revealed() if pressed in ("space", "enter") else command_of(pressed, entering.key)


ENTRY = EntryKind(take=_take, line_help=lambda shown: "Enter shows the answer", take_line=line_for_each_gap)
