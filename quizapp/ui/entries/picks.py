"""Marks all options that are right."""

from quizapp.core.question import Shown
from quizapp.questions.base import letters
from quizapp.ui.entering import Answered, Entering, EntryResult, Revealed
from quizapp.ui.entries.base import EntryKind, command_of, line_of_letters, option_range, options_lines, picked


def _take(shown: Shown, entering: Entering) -> EntryResult:
    labels, draft = letters(len(shown.options)), entering.draft
    while True:
        act = "Enter  answer" if draft.letters else f"Space  {entering.nothing}"
        help_line = f"{option_range(shown)}  mark all that are true     {act}"
        entering.draw(options_lines(shown, draft.letters), help_line)
        pressed, marked = entering.key(), draft.letters
        if letter := picked(pressed, labels):
            draft.letters = marked.replace(letter, "") if letter in marked else marked + letter
        elif pressed == "enter" and marked:
            return Answered("".join(sorted(marked)))
        elif pressed == "space":
            return Revealed()
        elif pressed != "enter":
            return command_of(pressed, entering.key)


def _line_help(shown: Shown) -> str:
    return "the letters of all that are true, such as ac"


ENTRY = EntryKind(take=_take, line_help=_line_help, take_line=line_of_letters, picks=True)
