"""The fields of a note, as HTML, from the questions of its cards: the way back of `note_cards`."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from quizapp.formats.anki.note_html import html_of, plain_html
from quizapp.formats.anki.own_types import numbered_deletions
from quizapp.formats.common.flatten_question import question_and_answer
from quizapp.questions.cloze import gaps

_GAP = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)

Bodies = Mapping[int, Mapping[str, Any]]
"""The questions of a note by the ordinals of their cards."""


@dataclass(frozen=True, slots=True, order=True)
class _Deletion:
    """A gap of one card: where its answer is in the text without gaps, and what is within the braces."""

    start: int
    end: int
    inside: str
    number: int


def side_texts(bodies: Bodies) -> tuple[str, str]:
    """Return the texts of front and back of a note's first card; of a second one alone they are exchanged."""
    ordinal, body = min(bodies.items())
    if body["kind"] in ("recall", "typed"):
        sides = str(body["ask"]), str(body["answer"])
    else:
        sides = question_and_answer(body)
    return sides if ordinal == 0 else (sides[1], sides[0])


def two_sides(bodies: Bodies) -> tuple[str, str]:
    """Return front and back as HTML; an answer to type is plain text."""
    front, back = side_texts(bodies)
    body = bodies[min(bodies)]
    media = _media(body)
    return html_of(front, media), plain_html(back) if body["kind"] == "typed" else html_of(back, media)


def cloze_texts(bodies: Bodies) -> tuple[str, str]:
    """Return the text of a note without its deletions, and what the back shows in addition."""
    body = bodies[min(bodies)]
    return (_filled(str(body["text"])), str(body.get("explain", ""))) if body["kind"] == "cloze" else side_texts(bodies)


def cloze_fields(bodies: Bodies) -> tuple[str, str]:
    """Return the text with the deletions of all cards as HTML, and what the back shows in addition.

    Where the texts of the cards differ beyond their gaps, as after edits, that of the first one is returned.
    """
    texts = {number: str(body["text"]) for number, body in bodies.items() if body["kind"] == "cloze"}
    if not texts:
        return two_sides(bodies)
    media = [name for body in bodies.values() for name in _media(body)]
    merged, numbers = _merged(texts) or _merged(dict([min(texts.items())])) or ("", [])
    extra = html_of(str(bodies[min(bodies)].get("explain", "")), media)
    return numbered_deletions(merged, media, [number + 1 for number in numbers]), extra


def _media(body: Mapping[str, Any]) -> Collection[str]:
    return [str(name) for name in body.get("media", ())]


def _merged(texts: Mapping[int, str]) -> tuple[str, list[int]] | None:
    """Return one text with the gaps of all, and the ordinal of each; None where they are not gaps of the same text."""
    found = sorted(each for number, text in texts.items() for each in _deletions(text, number))
    plain = {_filled(text) for text in texts.values()}
    if len(plain) != 1 or any(one.end > other.start for one, other in pairwise(found)):
        return None
    (whole,), out, at = plain, "", 0
    for each in found:
        out += f"{whole[at : each.start]}{{{{{each.inside}}}}}"
        at = each.end
    return out + whole[at:], [each.number for each in found]


def _filled(text: str) -> str:
    """Return a text whose gaps are filled in."""
    answers = iter([answers[0] for answers, _ in gaps(text)])
    return _GAP.sub(lambda _: next(answers), text)


def _deletions(text: str, number: int) -> list[_Deletion]:
    found, shift = [], 0  # how much shorter the text is once the gaps before are filled in
    for gap, (answers, _) in zip(_GAP.finditer(text), gaps(text), strict=True):
        start = gap.start() - shift
        found.append(_Deletion(start, start + len(answers[0]), gap[1], number))
        shift += len(gap[0]) - len(answers[0])
    return found
