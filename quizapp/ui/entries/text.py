"""Reads a text, or a text for each gap."""

from rich.console import RenderableType

from quizapp.core.question import Shown
from quizapp.ui.entering import Answered, Draft, Entering, EntryResult, Revealed
from quizapp.ui.entries.base import EntryKind, command_of, line_for_each_gap
from quizapp.ui.entries.fields import field_line, typing_key
from quizapp.ui.key_sequences import Pasted
from quizapp.ui.text import inline
from quizapp.ui.text_field import TextField, edited

_NEXT, _BACK = ("down", "tab"), ("up", "shift-tab")


def _take(shown: Shown, entering: Entering) -> EntryResult:
    """Read a text for each gap; all empty shows the answer. Enter goes to the next gap, and answers at the last."""
    draft = entering.draft
    draft.fields = draft.fields or [TextField() for _ in range(shown.slots)]
    while True:
        entering.draw(_gap_lines(shown, draft), _gap_help(draft))
        pressed = typing_key(entering)
        if pressed == "enter" and draft.at == shown.slots - 1:
            return _texts_answered(draft)
        if pressed == "esc":
            return command_of(pressed, entering.key)
        _edit_gap(draft, pressed)


def _texts_answered(draft: Draft) -> EntryResult:
    texts = [each.text.strip() for each in draft.fields]
    if not any(texts):
        draft.at = 0
        return Revealed()
    return Answered(texts[0] if len(texts) == 1 else texts)


def _edit_gap(draft: Draft, pressed: str) -> None:
    at = draft.at
    if pressed in (*_NEXT, "enter"):
        draft.at = min(at + 1, len(draft.fields) - 1)
    elif pressed in _BACK or (pressed == "backspace" and not draft.fields[at].text):
        draft.at = max(at - 1, 0)
    else:
        pressed = Pasted(" ".join(pressed.text.split("\n")).strip()) if isinstance(pressed, Pasted) else pressed
        draft.fields[at] = edited(draft.fields[at], pressed) or draft.fields[at]


def _gap_lines(shown: Shown, draft: Draft) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for number, each in enumerate(draft.fields):
        prompt = shown.prompts[number] if number < len(shown.prompts) else ""
        label = f"{inline(prompt).plain}> " if prompt else "> "
        lines.append(field_line(each, label, active=number == draft.at))
    return lines


def _gap_help(draft: Draft) -> str:
    shows = "answer" if any(each.text.strip() for each in draft.fields) else "show the answer"
    if len(draft.fields) == 1:
        return f"type the answer     Enter  {shows}"
    act = shows if draft.at == len(draft.fields) - 1 else f"next gap, then {shows}"
    return f"type the answers     Enter  {act}     up, down  another gap"


ENTRY = EntryKind(take=_take, line_help=lambda shown: "your answer", take_line=line_for_each_gap, types=True)
