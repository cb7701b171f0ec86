"""Reads a typed answer: a text, a text for each gap, lines of text, or a figure."""

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.question import Shown
from quizapp.ui.console import CURSOR
from quizapp.ui.entering import Answered, Command, Draft, Entering, EntryResult, Revealed
from quizapp.ui.escape import visible
from quizapp.ui.key_sequences import Pasted
from quizapp.ui.text import inline
from quizapp.ui.text_field import EDITING, TextField, edited

_NEXT, _BACK = ("down", "tab"), ("up", "shift-tab")


def take_texts(shown: Shown, entering: Entering) -> EntryResult:
    """Read a text for each gap; all empty shows the answer. Enter goes to the next gap, and answers at the last."""
    draft = entering.draft
    draft.fields = draft.fields or [TextField() for _ in range(shown.slots)]
    while True:
        entering.draw(_gap_lines(shown, draft), _gap_help(draft))
        pressed = _key(entering)
        if pressed == "enter" and draft.at == shown.slots - 1:
            return _texts_answered(draft)
        if pressed == "esc":
            return Command(entering.key())
        _edit_gap(draft, pressed)


def _key(entering: Entering) -> str:
    """Return the next key. Ctrl-D leaves where no text is; the arrows scroll where there is one line."""
    fields = entering.draft.fields
    own = EDITING if any(each.text for each in fields) else EDITING - {"end-of-input"}
    return entering.key(own | {"up", "down"} if len(fields) > 1 else own)


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
        lines.append(_field_line(each, label, active=number == draft.at))
    return lines


def _gap_help(draft: Draft) -> str:
    shows = "answer" if any(each.text.strip() for each in draft.fields) else "show the answer"
    if len(draft.fields) == 1:
        return f"type the answer     Enter  {shows}"
    act = shows if draft.at == len(draft.fields) - 1 else f"next gap, then {shows}"
    return f"type the answers     Enter  {act}     up, down  another gap"


def _field_line(field: TextField, label: str, *, active: bool) -> Text:
    if not active:
        return Text.assemble((label, "quiet"), visible(field.text))
    return Text.assemble((label, "accent"), f"{visible(field.before)}{CURSOR}{visible(field.after)}")


def take_lines(shown: Shown, entering: Entering) -> EntryResult:
    """Read lines until an empty one at the end; nothing but empty lines shows the answer."""
    draft = entering.draft
    draft.fields = draft.fields or [TextField()]
    while True:
        lines: list[RenderableType] = [
            _field_line(each, "> ", active=number == draft.at) for number, each in enumerate(draft.fields)
        ]
        typed = any(each.text.strip() for each in draft.fields)
        act = "Enter on an empty line  answer" if typed else "Enter  show the answer"
        entering.draw(lines, f"type what it prints     {act}")
        pressed = _key(entering)
        if pressed == "enter" and draft.at == len(draft.fields) - 1 and not draft.fields[-1].text.strip():
            return _lines_answered(draft)
        if pressed == "esc":
            return Command(entering.key())
        edit_lines(draft, pressed)


def _lines_answered(draft: Draft) -> EntryResult:
    text = "\n".join(each.text.rstrip() for each in draft.fields).strip("\n")
    return Answered(text) if text.strip() else Revealed()


def edit_lines(draft: Draft, pressed: str) -> None:
    """Change lines of text by a key."""
    field, at = draft.fields[draft.at], draft.at
    if isinstance(pressed, Pasted):
        _paste_lines(draft, pressed.text)
    elif pressed == "enter":
        draft.fields[at : at + 1] = [TextField(field.before, field.cursor), TextField(field.after)]
        draft.at += 1
    elif pressed == "backspace" and field.cursor == 0 and at:
        _join_lines(draft, at - 1)
    elif pressed == "delete" and field.cursor == len(field.text) and at + 1 < len(draft.fields):
        _join_lines(draft, at)
    elif pressed in ("up", "down"):
        draft.at = max(0, min(at + (1 if pressed == "down" else -1), len(draft.fields) - 1))
        target = draft.fields[draft.at]
        draft.fields[draft.at] = TextField(target.text, min(field.cursor, len(target.text)))
    else:
        draft.fields[at] = edited(field, pressed) or field


def _paste_lines(draft: Draft, text: str) -> None:
    field = draft.fields[draft.at]
    first, *rest = text.split("\n")
    if not rest:
        draft.fields[draft.at] = field.insert(first)
        return
    *middle, last = rest
    pasted = [TextField(field.before + first), *map(TextField, middle), TextField(last + field.after, len(last))]
    draft.fields[draft.at : draft.at + 1] = pasted
    draft.at += len(pasted) - 1


def _join_lines(draft: Draft, index: int) -> None:
    """Join the line at the index and the one below it, with the cursor between them."""
    above, below = draft.fields[index : index + 2]
    draft.fields[index : index + 2] = [TextField(above.text + below.text, len(above.text))]
    draft.at = index


def take_figure(ask: str, entering: Entering) -> EntryResult:
    """Read a figure, an interval or a range with a confidence; Tab asks for it in another form."""
    draft = entering.draft
    draft.fields = draft.fields or [TextField()]
    while True:
        line = _field_line(draft.fields[0], f"{ask}> ", active=True)
        act = "run it" if draft.fields[0].text.strip() else "show the answer"
        entering.draw([line], f"Enter  {act}     Tab  another form")
        pressed = _key(entering)
        if pressed == "enter":
            text = draft.fields[0].text.strip()
            return Answered(text) if text else Revealed()
        if pressed in ("tab", "esc"):
            return Command(entering.key() if pressed == "esc" else pressed)
        if isinstance(pressed, Pasted):
            pressed = Pasted("".join(filter(_in_figure, pressed.text)))
        if isinstance(pressed, Pasted) or len(pressed) > 1 or _in_figure(pressed):
            draft.fields[0] = edited(draft.fields[0], pressed) or draft.fields[0]


def _in_figure(character: str) -> bool:
    return character.isdigit() or character in " .,x@%"
