"""From a card's row to a question: its template rendered with its note's fields, HTML turned into Markdown."""

import hashlib
import html
import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote

from quizapp.core.formulas.anki_pictures import pictures_of
from quizapp.core.literal_text import literal
from quizapp.formats.anki.card_stream import Note
from quizapp.formats.anki.collection import NoteType, Template
from quizapp.formats.anki.fast_templates import ANSWER, Layout, layout_of
from quizapp.formats.anki.package import composed
from quizapp.formats.anki.templates import (
    TYPED,
    answers,
    cloze_filters,
    clozes,
    place_of,
    plain_filters,
    render,
    shows_nothing,
    uncovered,
)
from quizapp.formats.common import question_fields
from quizapp.formats.common.html_to_markdown import INVISIBLE, markdown_of

_SOUND = re.compile(r"\[sound:([^\]\n]{1,300})\]")
# A tag up to its end, which is no `>` in a value; values in quotes begin at an equals sign.
_SHOWN = re.compile(
    r"""<(img|audio|video|source|object)\b((?:=\s{0,9}(?:"[^"]{0,2000}+"|'[^']{0,2000}+')|[^<>=]++|=){0,100}+)>""", re.I
)
_SOURCE = re.compile(
    r"""(?<![\w-])(?:src|data)\s{0,9}=\s{0,9}(?:"([^"]{1,300})"|'([^']{1,300})'|([^\s>"']{1,300}))""", re.I
)
_SPOKEN = re.compile(r"\[anki:tts\b[^\]]{0,300}\]((?:(?!\[/?anki:).){0,5000})\[/anki:tts\]", re.DOTALL)
_PLAY = re.compile(r"\[/?anki:[^\]]{0,300}\]")
_BOX = re.compile(r"\ue011(\d+)\ue012")
_TAGS = re.compile(r"<[^>]{0,2000}>")
_BREAK = re.compile(r"\s{0,20}<(?:[bh]r|div|p|table|[uo]l|h\d)\b|\s{0,20}\n", re.IGNORECASE)
_LINES = re.compile(r"^(?:\s|<[bh]r\b[^<>]{0,60}>)++", re.IGNORECASE)
_BUTTON = re.compile(r"<button\b[^<>]{0,200}>[^<>]{0,200}</button>", re.IGNORECASE)
EMPTY_FRONT = "(the front of this card is empty)"
MOST_FIELD = 200_000  # characters of one side; the rest is cut


def note_digest(guid: str) -> str:
    """Return the digest that identifies a note in card ids, in every collection that it was shared to."""
    return hashlib.sha256(guid.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def fields_of(note: Note, kind: NoteType, deck: str, template: str) -> dict[str, str]:
    """Return field name -> HTML, including the special fields. Surplus fields are left out."""
    special = {
        "Tags": note.tags.strip(),
        "Type": kind.name,
        "Deck": deck,
        "Subdeck": deck.rpartition("::")[2],
        "Card": template,
        "CardFlag": "",
    }
    special.update(zip(kind.fields, note.fields.split("\x1f"), strict=False))
    return special


def text_of(source: str) -> str:
    """Return a side as Markdown, with the names of its sounds and images."""
    if len(source) > MOST_FIELD:
        source = source[:MOST_FIELD]
    if "<" in source:
        source = _SHOWN.sub(_named, source)
    if "[" in source:
        source = _SOUND.sub(r"[sound: \1]", source)
        source = _without_speech(source) if "[anki:" in source else source
    source = markdown_of(source)
    return source.replace("\0", "") if "\0" in source else source


def _without_speech(source: str) -> str:
    """Return a side without text-to-speech tags; a side with nothing else keeps their text."""
    silent = _PLAY.sub("", _SPOKEN.sub("", source))
    return _PLAY.sub("", _SPOKEN.sub(r"\1", source)) if shows_nothing(silent) else silent


def media_in(text: str) -> tuple[str, ...]:
    """Return the names of the files that a side shows or plays."""
    if "[" not in text and "<" not in text:
        return ()
    named = [*pictures_of(text)]
    named += [composed(html.unescape(name).strip()) for name in _SOUND.findall(text)]
    named += [name for _, inside in _SHOWN.findall(text) if (name := _name(inside))] if "<" in text else []
    return tuple(dict.fromkeys(name for name in named if "://" not in name and name[:5] != "data:"))


def _name(inside: str) -> str:
    """Return the file that a tag shows, from its attributes, where it may be escaped for HTML and for addresses."""
    found = _SOURCE.search(inside)
    name = html.unescape(found[1] or found[2] or found[3]).strip() if found else ""
    return name if "://" in name or name[:5] == "data:" else composed(unquote(name))


def _named(found: re.Match[str]) -> str:
    """Return the mark for an image or a player; a tag without a file stays."""
    name = _name(found[2])
    return f" [{'image' if found[1].lower() == 'img' else 'sound'}: {name}] " if name else found[0]


def question(note: Note, kind: NoteType, ordinal: int, deck: str) -> tuple[dict[str, Any], tuple[str, ...]] | None:
    """Return a question's fields and its media, or None where the note type has no such card."""
    template = kind.templates.get(0 if kind.is_cloze else ordinal)
    if template is None:
        return None
    if kind.is_cloze:
        return _cloze(template, fields_of(note, kind, deck, template.name), ordinal + 1)
    layout = layout_of(template, kind.fields)
    values = note.fields.split("\x1f")
    if layout and (body := plain_question(values, layout)):
        return body, ()
    sides = layout.sides(values) if layout else None
    typed, hints = "", list[str]()
    if sides is None:
        fields = fields_of(note, kind, deck, template.name)
        front = render(template.front, fields, _without_hints(plain_filters, hints))
        sides = front, _back(template, fields, front, plain_filters)
        typed = _typed(template, fields) if TYPED in front else ""
    front, back = sides
    media = media_in(front + back + "".join(hints))
    ask = text_of(front.replace(TYPED, ""))
    answer = text_of(back.replace(TYPED, typed))
    return _hinted(_to_type(ask, typed, answer), hints), media


def plain_question(values: Sequence[str], layout: Layout) -> question_fields.Body | None:
    """Return a question of two plain texts, as most are; None where there is more to do than to fill fields in."""
    sides = layout.sides(values)
    if sides is None:
        return None
    front, back = sides
    if not _is_plain(front + back):
        return None
    return _recall(literal(front.strip()), literal(back.strip()))


def _without_hints(filters: Callable[[str, str], str], hints: list[str]) -> Callable[[str, str], str]:
    """Return filters that collect hint fields of the front in `hints`."""

    def apart(chain: str, text: str) -> str:
        if "hint" not in (name.strip() for name in chain.split(":")):
            return filters(chain, text)
        hints.append(text)
        return ""

    return apart


def _hinted(body: dict[str, Any], hints: Sequence[str]) -> dict[str, Any]:
    """Return a question with its hint; if nothing else is asked, the hint is the question."""
    hint = "\n\n".join(filter(None, map(text_of, hints)))
    if not hint:
        return body
    return body | ({"ask": hint} if body["ask"] == EMPTY_FRONT else {"hint": hint})


def _to_type(ask: str, typed: str, answer: str) -> dict[str, Any]:
    """Return a question with a typed answer if it can be typed, else one to recall."""
    if typed and (plain := text_of(typed)) and len(plain) <= 120 and "\n" not in plain:
        return question_fields.typed(ask or "Type the answer.", [plain], _without(answer, plain))
    return _recall(ask, answer)


def _is_plain(text: str) -> bool:
    """Return whether a text has neither HTML nor file names, as most texts."""
    if "<" in text or "&" in text or "[" in text or "\0" in text or TYPED in text or len(text) > MOST_FIELD:
        return False
    return text.isascii() or not INVISIBLE.search(text)


def _recall(ask: str, answer: str) -> question_fields.Body:
    return question_fields.recall(ask or EMPTY_FRONT, answer or "(nothing)")


def _without(answer: str, typed: str) -> str:
    """Return the text of the back without the answer itself."""
    return "" if answer.strip() == typed else answer


def _typed(template: Template, fields: dict[str, str]) -> str:
    """Return the field that is to be typed."""
    match = re.search(r"\{\{\s*type:(?:[\w-]+:)*([^{}]+?)\s*\}\}", template.front)
    return fields.get(match[1].strip(), "") if match else ""


def _back(template: Template, fields: dict[str, str], front: str, filters: Callable[[str, str], str]) -> str:
    """Return the back without the front that it repeats: what follows the answer's line, or all but FrontSide."""
    back = render(template.back, fields | {"FrontSide": ""}, filters)
    parts = ANSWER.split(back, maxsplit=1) if "answer" in back else [back]
    if len(parts) == 1:
        return _after(back.strip(), front.strip())
    before, after = parts
    if _words(before) in ("", _words(front)):
        return after
    return before if shows_nothing(after) else back


def _after(back: str, front: str) -> str:
    """Return the text of a back after the front that it begins with, if a new line or block begins there."""
    if front and back.startswith(front) and _BREAK.match(back, len(front)) and not shows_nothing(back[len(front) :]):
        return _LINES.sub("", back[len(front) :], count=1)
    return back


def _words(side: str) -> str:
    """Return the words and media of a side, without formatting."""
    return " ".join(_TAGS.sub(" ", _SHOWN.sub(_named, side.replace(TYPED, ""))).split())


def _cloze(template: Template, fields: dict[str, str], number: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return a text with the gaps of one number, or a card to recall if a gap cannot be typed."""
    fields[f"c{number}"] = "1"
    if any("::image-occlusion:" in text for text in fields.values()):
        return _occluded(template, fields, number)
    gaps: list[tuple[str, str]] = []

    def mark(answer: str, hint: str) -> str:
        gaps.append((answer, hint))
        return f"\ue011{len(gaps) - 1}\ue012"

    def front_filters(chain: str, text: str) -> str:
        return cloze_filters(chain, text, number, mark)

    hints: list[str] = []

    def back_filters(chain: str, text: str) -> str:
        return cloze_filters(chain, text, number, None)

    front = render(template.front, fields, _without_hints(front_filters, hints))
    if not gaps and TYPED not in front:  # no deletion has this number: show the text
        return _uncovered(template, fields)
    back = render(template.back, fields | {"FrontSide": ""}, back_filters)
    media = media_in(front + back + "".join([*hints, *(answer for answer, _ in gaps)]))
    typed = _typed(template, fields)
    typed = ", ".join(answers(clozes(typed), number)) or typed
    front, back = front.replace(TYPED, ""), back.replace(TYPED, typed)
    if not gaps:
        return _hinted(_to_type(text_of(front), typed, text_of(back)), hints), media
    explain = text_of(_extra(template, fields, back_filters))
    body = _with_gaps(text_of(front), gaps, explain)
    if body is None:
        ask = text_of(_BOX.sub("[...]", front)) or EMPTY_FRONT
        body = question_fields.recall(ask, text_of(back) or "(nothing)")
    return _hinted(body, hints), media


def _uncovered(template: Template, fields: dict[str, str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    front = render(template.front, fields, uncovered)
    back = render(template.back, fields | {"FrontSide": ""}, uncovered).replace(TYPED, "")
    return question_fields.recall(text_of(front) or EMPTY_FRONT, text_of(back) or "(nothing)"), media_in(front + back)


def _extra(template: Template, fields: dict[str, str], filters: Callable[[str, str], str]) -> str:
    """Return what the back shows in addition: the fields that the front does not have."""
    asked = set(re.findall(r"\{\{[^{}]*?([^:{}]+?)\s*\}\}", template.front))
    left = {name: "" if name in asked else value for name, value in fields.items()}
    return render(template.back, left | {"FrontSide": ""}, filters).replace(TYPED, "")


def _occluded(template: Template, fields: dict[str, str], number: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return a card about a covered part of an image, with the image and the position of the part."""
    masks: list[str] = []

    def filters(chain: str, text: str) -> str:
        if "cloze" not in chain:
            return plain_filters(chain, text)
        masks.extend(answers(clozes(text), number))
        return ""

    front = render(template.front, fields, filters)
    ask = [text_of(front), *dict.fromkeys(f"What is under the {place_of(mask)}?" for mask in masks)]
    explain = _BUTTON.sub("", _extra(template, fields, filters))
    body = question_fields.recall(
        "\n\n".join(each for each in ask if each) or EMPTY_FRONT, text_of(explain) or "(see the image)"
    )
    return body, media_in(front + explain)


def _with_gaps(text: str, gaps: list[tuple[str, str]], explain: str) -> dict[str, Any] | None:
    parts: list[str | question_fields.Gap] = []
    for index, piece in enumerate(_BOX.split(text)):
        if index % 2 == 0:
            parts.append(piece)
        else:
            answer, hint = gaps[int(piece)] if int(piece) < len(gaps) else ("", "")
            parts.append(question_fields.Gap((text_of(answer),), text_of(hint)))
    return question_fields.cloze(parts, explain)
