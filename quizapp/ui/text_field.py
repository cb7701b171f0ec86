"""A line of text that is being typed: its text, its cursor, and what the editing keys do to them. Values only."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from quizapp.ui.key_sequences import Pasted

_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class TextField:
    """A text and the cursor in it, an index from 0 to the length of the text."""

    text: str = ""
    cursor: int = 0

    @property
    def before(self) -> str:
        """The text before the cursor."""
        return self.text[: self.cursor]

    @property
    def after(self) -> str:
        """The text after the cursor."""
        return self.text[self.cursor :]

    def insert(self, text: str) -> "TextField":
        """Return the field with text put in at the cursor."""
        return TextField(self.before + text + self.after, self.cursor + len(text))

    def cut(self, start: int, end: int) -> "TextField":
        """Return the field without the text from `start` to `end`, the cursor at `start`."""
        return TextField(self.text[:start] + self.text[end:], start)


def _joins(text: str, index: int) -> bool:
    """Whether the character at the index belongs to the one before it: an accent, a modifier, a joined emoji."""
    following = text[index]
    return (
        unicodedata.combining(following) != 0
        or unicodedata.category(following) in ("Mn", "Me", "Mc")
        or following == _JOINER
        or "\U0001f3fb" <= following <= "\U0001f3ff"
        or text[index - 1] == _JOINER
    )


def _left(field: TextField) -> int:
    index = max(0, field.cursor - 1)
    while index and _joins(field.text, index):
        index -= 1
    return index


def _right(field: TextField) -> int:
    index = min(len(field.text), field.cursor + 1)
    while index < len(field.text) and _joins(field.text, index):
        index += 1
    return index


def _word_left(field: TextField) -> int:
    index = field.cursor
    while index and not field.text[index - 1].isalnum():
        index -= 1
    while index and field.text[index - 1].isalnum():
        index -= 1
    return index


def _word_right(field: TextField) -> int:
    index, size = field.cursor, len(field.text)
    while index < size and not field.text[index].isalnum():
        index += 1
    while index < size and field.text[index].isalnum():
        index += 1
    return index


def _start(field: TextField) -> int:
    return 0


def _end(field: TextField) -> int:
    return len(field.text)


_MOVES: Mapping[str, Callable[[TextField], int]] = {
    "left": _left, "right": _right, "home": _start, "end": _end, "ctrl-left": _word_left, "ctrl-right": _word_right,
    "ctrl-a": _start, "ctrl-e": _end, "ctrl-b": _left, "ctrl-f": _right,
}  # fmt: skip
_CUTS: Mapping[str, Callable[[TextField], int]] = {
    "backspace": _left, "delete": _right, "end-of-input": _right, "ctrl-u": _start, "ctrl-k": _end,
    "ctrl-w": _word_left, "ctrl-delete": _word_right,
}  # fmt: skip

EDITING = frozenset((*_MOVES, *_CUTS))
"""Keys that a field takes for itself, before they scroll the screen or leave the quiz."""


def edited(field: TextField, pressed: str) -> TextField | None:
    """Return the field after a key, or None where the key has no meaning in a text."""
    if isinstance(pressed, Pasted):
        return field.insert(pressed.text)
    if pressed in _MOVES:
        return replace(field, cursor=_MOVES[pressed](field))
    if pressed in _CUTS:
        start, end = sorted((field.cursor, _CUTS[pressed](field)))
        return field.cut(start, end)
    if pressed == "space":
        return field.insert(" ")
    return field.insert(pressed) if len(pressed) == 1 and pressed.isprintable() else None
