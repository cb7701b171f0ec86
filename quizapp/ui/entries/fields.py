"""Fields of text in which an answer is typed: the keys that edit them, and how they are drawn."""

from rich.text import Text

from quizapp.ui.console import CURSOR
from quizapp.ui.entering import Draft, Entering
from quizapp.ui.escape import visible
from quizapp.ui.key_sequences import Pasted
from quizapp.ui.text_field import EDITING, TextField, edited


def typing_key(entering: Entering) -> str:
    """Return the next key. Ctrl-D leaves where no text is; the arrows scroll where there is one line."""
    fields = entering.draft.fields
    own = EDITING if any(each.text for each in fields) else EDITING - {"end-of-input"}
    return entering.key(own | {"up", "down"} if len(fields) > 1 else own)


def field_line(field: TextField, label: str, *, active: bool) -> Text:
    """Return a field with its label; the active one has the cursor."""
    if not active:
        return Text.assemble((label, "quiet"), visible(field.text))
    return Text.assemble((label, "accent"), f"{visible(field.before)}{CURSOR}{visible(field.after)}")


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
