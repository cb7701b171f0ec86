"""Writes what the learner edited of an imported card into the fields of its note."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from quizapp.formats.anki.cards import question, text_of
from quizapp.formats.anki.note_html import html_of
from quizapp.formats.anki.originals import Original
from quizapp.formats.anki.own_types import deletions
from quizapp.formats.anki.templates import clozes, numbers_in
from quizapp.formats.common.card_deck import ImportedCard

_TEXTS = ("ask", "answer", "explain", "hint")


def edited_fields(original: Original, fields: Sequence[str], card: ImportedCard) -> list[str] | None:
    """Return a note's fields with what was edited of a card; None where a part of it has no field of its own.

    A text belongs to the field that shows exactly what the card showed before.
    """
    made = question(original.note, original.kind, original.ordinal, original.deck)
    if made is None or made[0]["kind"] != card.body["kind"]:
        return None
    before, after, found = made[0], card.body, list(fields)
    for name in {**before, **after}:
        if (before.get(name) or "") == (after.get(name) or ""):  # a field of the deck format may be there and empty
            continue
        index = _place(original, found, name, before) if name in before and name in after else None
        if index is None:
            return None
        found[index] = _written(original, name, after, card.media)
    return found


def _place(original: Original, fields: Sequence[str], name: str, before: Mapping[str, Any]) -> int | None:
    """Return the only field that shows a text of the question; None where there is none, or more of them."""
    text = before[name]
    if name == "text":
        found = [index for index in range(len(fields)) if _is_cloze_of(original, fields, index, str(text))]
    elif name in _TEXTS:
        found = [index for index, field in enumerate(fields) if text_of(field) == text]
    else:
        return None
    return found[0] if len(found) == 1 else None


def _is_cloze_of(original: Original, fields: Sequence[str], index: int, text: str) -> bool:
    """Return whether a field alone gives a text with gaps, and has no deletions of other cards."""
    if numbers_in(clozes(fields[index])) != {original.ordinal + 1}:
        return False
    name = original.kind.fields[index]
    template = original.kind.templates[0]
    return re.fullmatch(rf"\s*\{{\{{cloze:{re.escape(name)}\}}\}}\s*", template.front) is not None and bool(text)


def _written(original: Original, name: str, after: Mapping[str, Any], media: Sequence[str]) -> str:
    if name == "text":
        return deletions(str(after["text"]), media, original.ordinal + 1)
    return html_of(str(after[name]), media)
