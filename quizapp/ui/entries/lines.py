"""Reads several lines of text, such as what a program prints."""

from rich.console import RenderableType

from quizapp.core.question import Shown
from quizapp.ui.entering import Answered, Draft, Entering, EntryResult, Revealed
from quizapp.ui.entries.base import EntryKind, LineSource, command_of
from quizapp.ui.entries.fields import edit_lines, field_line, typing_key
from quizapp.ui.text_field import TextField


def _take(shown: Shown, entering: Entering) -> EntryResult:
    """Read lines until an empty one at the end; nothing but empty lines shows the answer."""
    draft = entering.draft
    draft.fields = draft.fields or [TextField()]
    while True:
        lines: list[RenderableType] = [
            field_line(each, "> ", active=number == draft.at) for number, each in enumerate(draft.fields)
        ]
        typed = any(each.text.strip() for each in draft.fields)
        act = "Enter on an empty line  answer" if typed else f"Enter  {entering.nothing}"
        entering.draw(lines, f"type what it prints     {act}")
        pressed = typing_key(entering)
        if pressed == "enter" and draft.at == len(draft.fields) - 1 and not draft.fields[-1].text.strip():
            return _lines_answered(draft)
        if pressed == "esc":
            return command_of(pressed, entering.key)
        edit_lines(draft, pressed)


def _lines_answered(draft: Draft) -> EntryResult:
    text = "\n".join(each.text.rstrip() for each in draft.fields).strip("\n")
    return Answered(text) if text.strip() else Revealed()


def _until_empty(shown: Shown, line: str, source: LineSource) -> EntryResult:
    given = []
    while line:
        given.append(line)
        line = source.line()
    return Answered("\n".join(given))


def _line_help(shown: Shown) -> str:
    return "what it prints, line by line; an empty line ends it"


ENTRY = EntryKind(take=_take, line_help=_line_help, take_line=_until_empty, types=True)
