"""Reads the notes of quizapp's own note types: as they were exported, or as somebody edited them in Anki."""

import html
import re
from collections.abc import Callable, Mapping

from quizapp.formats.anki.card_stream import Note
from quizapp.formats.anki.cards import media_in, question, text_of
from quizapp.formats.anki.collection import NoteType
from quizapp.formats.anki.own_source import Source, anki_tags, is_shown, own_type, source_of
from quizapp.formats.anki.own_types import SOURCE
from quizapp.formats.common import question_fields
from quizapp.formats.common.card_deck import ImportedCard
from quizapp.formats.common.question_fields import Body

_ITEM = re.compile(r"<li>(.{0,20000}?)</li>", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"<td[^<>]{0,200}>(.{0,20000}?)</td>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,200}>")

Fields = dict[str, str]


def own_card(card: ImportedCard, note: Note, kind: NoteType, *, is_own_deck: bool) -> ImportedCard:
    """Return a card as the question of quizapp that it is; one of another note type as it is.

    Among cards of other programs it keeps an id made of its guid: its own one may be that of a card in another deck.
    `was` is then the whole id of the card that it was exported from, which the import compares with that card.
    """
    own = own_type(kind.name, kind.fields)
    if own is None:
        return card
    values = note.fields.split("\x1f")
    source = source_of(values)
    if source is not None:
        is_tagged_so = sorted(anki_tags(source.tags)) == sorted(note.tags.split())
        card = card._replace(tags=source.tags if is_tagged_so else card.tags)
        card = card._replace(id=source.id if is_own_deck else card.id, note=source.note)
        if is_shown(source, values):
            return card._replace(body={**source.body, **_origin(source, is_own_deck=is_own_deck)}, media=source.media)
    fields = dict(zip(kind.fields, values, strict=False)) | {SOURCE: ""}
    body = _cloze(note, kind, fields) if own.is_cloze else _with_rest(_READERS[own.name](fields), fields)
    origin = _origin(source, is_own_deck=is_own_deck) if source else {}
    return card._replace(body={**(body or card.body), **origin}, media=media_in("".join(fields.values())))


def _origin(source: Source, *, is_own_deck: bool) -> Body:
    """Return the field with the card that a question was exported from; none where its place has it already."""
    return {} if is_own_deck else {"was": f"{source.place.deck}/{source.place.topic}/{source.id}"}


def _with_rest(body: Body | None, fields: Fields) -> Body | None:
    """Return a question with its explanation and its hint."""
    rest = {"explain": text_of(fields["Explanation"]), "hint": text_of(fields["Hint"])}
    return body | {name: text for name, text in rest.items() if text} if body else None


def _cloze(note: Note, kind: NoteType, fields: Fields) -> Body | None:
    """Return a text with gaps; what is asked is no part of it."""
    made = question(note._replace(fields="\x1f".join((fields | {"Question": ""}).values())), kind, 0, "")
    if made is None:
        return None
    ask = text_of(fields["Question"])
    return made[0] | ({"ask": ask} if ask else {})


def _recall(fields: Fields) -> Body:
    return question_fields.recall(text_of(fields["Question"]), text_of(fields["Answer"]))


def _typed(fields: Fields) -> Body:
    answers = [_plain(fields["Answer"]), *_items(fields["Also accepted"])]
    return question_fields.typed(text_of(fields["Question"]), answers)


def _choice(fields: Fields, *, multi: bool = False) -> Body | None:
    right = _items(fields["Answer"]) or [text_of(fields["Answer"])]
    wrong = [each for each in _items(fields["Options"]) if each not in right]
    return question_fields.options(text_of(fields["Question"]), right, wrong, multi=multi)


def _multi(fields: Fields) -> Body | None:
    return _choice(fields, multi=True)


def _true_false(fields: Fields) -> Body:
    holds = _plain(fields["Answer"]).casefold() == "true"
    return question_fields.true_false(text_of(fields["Statement"]), holds, text_of(fields["Correction"]))


def _match(fields: Fields) -> Body | None:
    cells = list(map(text_of, _CELL.findall(fields["Pairs"])))
    return question_fields.match(text_of(fields["Question"]), zip(cells[::2], cells[1::2], strict=False))


def _order(fields: Fields) -> Body | None:
    lines = list(map(_plain, _ITEM.findall(fields["Answer"])))
    language = {"language": fields["Language"]} if fields["Language"] else {}
    ask = text_of(fields["Question"])
    return {"kind": "order", "ask": ask, "lines": lines, **language} if len(lines) > 1 else None


_READERS: Mapping[str, Callable[[Fields], Body | None]] = {
    "quizapp recall": _recall, "quizapp typed": _typed, "quizapp choice": _choice, "quizapp multi": _multi,
    "quizapp true false": _true_false, "quizapp match": _match, "quizapp order": _order,
}  # fmt: skip


def _items(field: str) -> list[str]:
    return [text for item in _ITEM.findall(field) if (text := text_of(item))]


def _plain(field: str) -> str:
    """Return a field that is plain text."""
    return html.unescape(_TAG.sub("", field.replace("<br>", "\n"))).replace("\xa0", " ").strip("\n")
