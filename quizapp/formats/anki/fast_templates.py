"""Templates with fields and nothing else, laid out once: most cards of a large collection are made of one of them."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from quizapp.formats.anki.collection import Template
from quizapp.formats.anki.templates import plain_names, shows_nothing

SPECIAL = ("Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag")  # fields that every note has
ANSWER = re.compile(r"<hr[^>]{0,60}\bid\s*=\s*[\"']?answer[\"']?[^>]{0,60}>", re.IGNORECASE)
Parts = tuple[str | int, ...]  # texts, and the numbers of the fields between them
Side = Callable[[Sequence[str]], str]  # gives a side for a note's fields


class Layout(NamedTuple):
    """Both sides of a template; of the back, what follows the answer's line."""

    front: Side
    back: Side
    width: int  # how many fields its notes have

    def sides(self, values: Sequence[str]) -> tuple[str, str] | None:
        """Return front and back for a note's fields; None where nothing follows the answer's line."""
        back = self.back(values)
        return None if shows_nothing(back) else (self.front(values), back)


def _side(parts: Parts) -> Side:
    """Return what fills the parts in: for each of many cards, so it is worked out as far as it can be."""
    numbers = [part for part in parts if isinstance(part, int)]
    if len(numbers) != 1:
        return lambda values: "".join([values[part] if isinstance(part, int) else part for part in parts])
    (number,) = numbers
    at = parts.index(number)
    before, after = "".join(map(str, parts[:at])), "".join(map(str, parts[at + 1 :]))
    return lambda values: before + values[number] + after


@lru_cache(maxsize=2048)
def layout_of(template: Template, names: tuple[str, ...]) -> Layout | None:
    """Return the layout of a template for notes with these fields.

    None where it takes more: conditions, filters, special fields, or anything but blanks and the front before the
    answer's line.
    """
    front, back = _parts(template.front, names), _parts(template.back, names, front_side="FrontSide")
    if front is None or back is None:
        return None
    after = _after_answer(back)
    return None if after is None else Layout(_side(front), _side(after), len(names))


def _parts(side: str, names: Sequence[str], front_side: str = "") -> Parts | None:
    """Return a side in its parts; `front_side` is the name that stands for the front, and is left out."""
    pieces = plain_names(side)
    if pieces is None:
        return None
    index = {name: number for number, name in enumerate(names)}
    parts: list[str | int] = []
    for text, name in pieces:
        if name is None:
            parts.append(text)
        elif name == front_side:
            continue
        elif name in index:
            parts.append(index[name])
        elif name in SPECIAL:
            return None
    return tuple(part for part in parts if part != "")


def _after_answer(parts: Parts) -> Parts | None:
    for number, part in enumerate(parts):
        if isinstance(part, int):
            return None
        if len(pieces := ANSWER.split(part, maxsplit=1)) == 2:
            before, after = pieces
            return None if before.strip() else tuple(each for each in (after, *parts[number + 1 :]) if each != "")
        if part.strip():
            return None
    return None
