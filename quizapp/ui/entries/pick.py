"""Picks one option by its letter."""

from quizapp.core.question import Shown
from quizapp.questions.base import letters
from quizapp.ui.entering import Answered, Entering, EntryResult, Revealed
from quizapp.ui.entries.base import EntryKind, command_of, line_of_letters, option_range, options_lines, picked


def _take(shown: Shown, entering: Entering) -> EntryResult:
    labels = letters(len(shown.options))
    entering.draw(options_lines(shown), f"{option_range(shown)}  pick     Space  {entering.nothing}")
    while True:
        pressed = entering.key()
        if letter := picked(pressed, labels) or shown.aliases.get(pressed.lower(), ""):
            return Answered(letter)
        if pressed == "space":
            return Revealed()
        if pressed != "enter":
            return command_of(pressed, entering.key)


def _line_help(shown: Shown) -> str:
    return f"a letter, a to {letters(len(shown.options))[-1:]}"


ENTRY = EntryKind(take=_take, line_help=_line_help, take_line=line_of_letters, picks=True)
