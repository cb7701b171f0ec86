"""Mochi's cards as questions: templates, sides separated by `---`, clozes, images and sounds."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from quizapp.formats.common import question_fields
from quizapp.formats.common.balanced import INSIDE
from quizapp.formats.common.question_fields import Body, Gap

REVERSE = "reverse"
MOST_CONDITIONS = 20  # of a template, within each other
_LINK = re.compile(r"!?\[\[(?:([^\]|\n]{1,300})\|)?([^\]|\n]{1,300})\]\]")
_FIELD = re.compile(r"<<\s{0,9}([^<>\n]{1,100}?)\s{0,9}>>")
_CONDITION = re.compile(
    r"<<\s{0,9}([#^])\s{0,9}([^<>\n]{1,100}?)\s{0,9}>>((?:(?!<<\s{0,9}[#^/]).){0,20000}?)<<\s{0,9}/[^<>\n]{0,100}>>",
    re.DOTALL,
)
_SIDES = re.compile(r"(?m)^[ \t]*---[ \t]*$")
_CLOZE = re.compile(rf"\{{\{{(?:(\d{{1,3}})::)?({INSIDE})\}}\}}", re.DOTALL)
_CODE = re.compile(
    r"(?ms)^[ \t]{0,3}(?P<fence>```+|~~~+)[^\n]{0,500}\n.*?(?:^[ \t]{0,3}(?P=fence)[ \t]*$|\Z)"
    r"|(?<!`)(?P<ticks>`{1,9})(?!`)(?:(?!\n\n).){1,5000}?(?<!`)(?P=ticks)(?!`)"
)
_ATTACHED = re.compile(r"(!?\[[^\]\n]{0,300}\]\(\s{0,9})@media/")
_PLAYED = re.compile(
    r"!\[[^\]\n]{0,300}\]\(\s{0,9}([^)\s]{1,300}\.(?:mp3|ogg|oga|wav|m4a|aac|flac|opus|webm|mp4|mov))\s{0,9}\)", re.I
)


def text_of(card: Mapping[str, Any], templates: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a card's Markdown: its content, or its template with its fields."""
    content = card.get("content")
    text = content if isinstance(content, str) else ""
    template = templates.get(str(card.get("template-id") or ""))
    if not text.strip() and template:
        text = _filled(template, card)
    if not text.strip():
        values = [value for value in _values(card).values() if value.strip()]
        text = "\n---\n".join(values) if len(values) > 1 else str(card.get("name") or "")
    text = _LINK.sub(lambda found: found[1] or found[0], text)
    return _PLAYED.sub(r"[sound:\1]", _ATTACHED.sub(r"\1", text))


def _values(card: Mapping[str, Any]) -> dict[str, str]:
    """Return a card's fields by their ids."""
    fields = card.get("fields")
    found: dict[str, str] = {}
    for name, field in fields.items() if isinstance(fields, dict) else ():
        value = field.get("value") if isinstance(field, dict) else field
        found[str(name)] = value if isinstance(value, str) else "true" if value is True else ""
    return found


def _filled(template: Mapping[str, Any], card: Mapping[str, Any]) -> str:
    """Return a template with a card's fields, which it names by their names."""
    named: dict[str, str] = {}
    fields, values = template.get("fields"), _values(card)
    for own, field in fields.items() if isinstance(fields, dict) else ():
        name = field.get("name") if isinstance(field, dict) else None
        named[str(name or own).casefold()] = values.get(str(own), "")
    content = template.get("content")
    text = content if isinstance(content, str) else ""
    for _ in range(MOST_CONDITIONS):  # the innermost ones first
        if (chosen := _CONDITION.sub(partial(_chosen, named), text)) == text:
            break
        text = chosen
    return _FIELD.sub(lambda found: named.get(found[1].split("|")[0].strip().casefold(), ""), text)


def _chosen(named: Mapping[str, str], found: re.Match[str]) -> str:
    """Return the content of a condition, `<<#field>>` or `<<^field>>`, where it holds."""
    is_filled = bool(named.get(found[2].casefold(), "").strip())
    return found[3] if is_filled == (found[1] == "#") else ""


def sides_of(text: str) -> list[str]:
    """Return the sides of a card, separated by lines of three hyphens."""
    code = _code(text)
    sides, last = [], 0
    for found in _SIDES.finditer(text):
        if not _is_within(found.start(), code):
            sides.append(text[last : found.start()])
            last = found.end()
    return [side.strip() for side in (*sides, text[last:]) if side.strip()]


def _code(text: str) -> list[range]:
    """Return where code is, in which neither `---` nor `{{` mean anything."""
    return [range(*found.span()) for found in _CODE.finditer(text)] if "`" in text or "~~~" in text else []


def _is_within(place: int, spans: Sequence[range]) -> bool:
    return any(place in span for span in spans)


def bodies_of(text: str, *, reversed_too: bool) -> Iterator[tuple[Body, str]]:
    """Yield each question of a card with the schedule it has in Mochi: '' for the card, REVERSE, or a cloze's number.

    Sides after the first are the answer. A card with one side that has no cloze asks nothing.
    """
    sides = sides_of(text)
    if not sides:
        return
    front, *others = sides
    if _deletions(front):
        yield from _clozes(front, "\n\n".join(others))
    elif others:
        yield question_fields.recall(front, "\n\n".join(others)), ""
        if reversed_too:
            yield question_fields.recall(others[-1], "\n\n".join([front, *others[:-1]])), REVERSE


def _clozes(text: str, explain: str) -> Iterator[tuple[Body, str]]:
    """Yield a question for each number of the deletions; those without a number are asked together."""
    pieces: list[str | Gap] = []
    groups: list[str] = []
    last = 0
    for found in _deletions(text)[: question_fields.MOST_DELETIONS]:
        pieces += [text[last : found.start()], Gap((found[2].strip(),))]
        groups.append(found[1] or "")
        last = found.end()
    pieces.append(text[last:])
    for group in dict.fromkeys(groups):
        hidden = [
            piece if name is None or name == group else _revealed(piece) for piece, name in _named(pieces, groups)
        ]
        if body := question_fields.cloze(hidden, explain):
            yield body, group


def _deletions(text: str) -> list[re.Match[str]]:
    code = _code(text)
    return [found for found in _CLOZE.finditer(text) if not _is_within(found.start(), code)]


def _named(pieces: Sequence[str | Gap], groups: Sequence[str]) -> Iterator[tuple[str | Gap, str | None]]:
    """Yield each piece with the number of its group; None for a text."""
    own = iter(groups)
    for piece in pieces:
        yield piece, next(own) if isinstance(piece, Gap) else None


def _revealed(piece: str | Gap) -> str:
    return piece.answers[0] if isinstance(piece, Gap) else piece
