"""The cards that Anki makes of a note's fields, as questions."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from quizapp.formats.anki.card_stream import Note
from quizapp.formats.anki.cards import question
from quizapp.formats.anki.collection import NoteType
from quizapp.formats.anki.templates import TYPED, clozes, numbers_in, plain_filters, render

_CLOZE_FIELD = re.compile(r"\{\{(?:[\w -]{1,40}:)*?cloze:(?:[\w -]{1,40}:)*([^{}:]{1,100})\}\}")
_FILLED = "\ue013"  # replaces the text of every filled field

Made = tuple[dict[str, Any], tuple[str, ...]]
"""A question's fields, and the names of the files that it shows."""


def ordinals(kind: NoteType, fields: Sequence[str]) -> list[int]:
    """Return the ordinals of the cards that Anki makes of a note: of each template whose front shows a filled field."""
    named = dict(zip(kind.fields, fields, strict=False))
    if kind.is_cloze:
        shown = [name for each in kind.templates.values() for name in _CLOZE_FIELD.findall(each.front)]
        numbers = {number for name in shown for number in numbers_in(clozes(named.get(name.strip(), "")))}
        return sorted(number - 1 for number in numbers if number > 0)
    filled = {name: _FILLED if text.strip() else "" for name, text in named.items()}
    fronts = {number: render(each.front, filled, plain_filters) for number, each in kind.templates.items()}
    return [number for number, front in sorted(fronts.items()) if _FILLED in front or TYPED in front]


def made_question(note: Note, kind: NoteType, ordinal: int, deck: str) -> Made | None:
    """Return a card's question; None for a card that cannot be rendered."""
    try:
        return question(note, kind, ordinal, deck)
    except (RecursionError, ValueError, IndexError):
        return None


def questions_of(kind: NoteType, fields: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the ordinals and questions of a note, each with the files that it shows as its `media`."""
    plain = [field.replace("\x1f", " ") for field in fields]
    note = Note(id=0, guid="", type=0, tags="", fields="\x1f".join(plain))
    for ordinal in ordinals(kind, plain):
        if made := made_question(note, kind, ordinal, ""):
            body, media = made
            yield ordinal, body | ({"media": list(media)} if media else {})
