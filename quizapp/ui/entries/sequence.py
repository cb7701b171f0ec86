"""Puts options in their order, or next to what each belongs to."""

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.question import Shown
from quizapp.questions.base import letters
from quizapp.ui.entering import Answered, Entering, EntryResult, Revealed
from quizapp.ui.entries.base import EntryKind, command_of, line_of_letters, option_range, picked
from quizapp.ui.hanging import Hanging
from quizapp.ui.text import inline


def _take(shown: Shown, entering: Entering) -> EntryResult:
    labels, draft = letters(len(shown.options)), entering.draft
    while True:
        given = draft.letters
        entering.draw(_arranged(shown, given), _help(shown, given))
        pressed = entering.key()
        letter = picked(pressed, labels)
        if letter and letter not in given:
            draft.letters += letter
        elif pressed == "backspace":
            draft.letters = given[:-1]
        elif pressed == "enter" and len(given) == len(labels):
            return Answered(given)
        elif pressed == "space" and not given:
            return Revealed()
        elif pressed not in ("enter", "space") and not letter:
            return command_of(pressed, entering.key)


def _help(shown: Shown, given: str) -> str:
    """Return the keys that do something after some of the options were placed."""
    if len(given) == len(shown.options):
        return "Enter  answer     Backspace  back"
    where = "what belongs to the marked line" if shown.prompts else f"what comes {'next' if given else 'first'}"
    act = "Backspace  back" if given else "Space  show the answer"
    return f"{option_range(shown)}  {where}     {act}"


def _arranged(shown: Shown, given: str) -> list[RenderableType]:
    """Return what was placed (next to its prompt for a match, else in order), then the options."""
    labels = letters(len(shown.options))
    lines: list[RenderableType] = []
    if shown.prompts:
        for index, prompt in enumerate(shown.prompts):
            chosen = shown.options[labels.index(given[index])] if index < len(given) else ""
            arrow = " <- " if index == len(given) else " -- " if chosen else "    "
            lines.append(Hanging(Text("  "), Text.assemble(inline(prompt), (arrow, "accent"), inline(chosen))))
    else:
        for index, letter in enumerate(given, 1):
            line = inline(shown.options[labels.index(letter)])
            lines.append(Hanging(Text(f"{index:3}  ", style="accent"), line))
    if lines:
        lines.append(Text())
    for letter, option in zip(labels, shown.options, strict=True):
        is_placed = letter in given
        prefix = Text(f"  {letter}  ", style="dim" if is_placed else "bold")
        lines.append(Hanging(prefix, Text(inline(option).plain, style="dim" if is_placed else "")))
    return lines


def _line_help(shown: Shown) -> str:
    return "all letters in their order, such as bca"


ENTRY = EntryKind(take=_take, line_help=_line_help, take_line=line_of_letters, picks=True)
