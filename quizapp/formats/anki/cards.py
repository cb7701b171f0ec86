"""From a card's row to a question: its template rendered with its note's fields, HTML turned into Markdown."""

import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from quizapp.formats import bodies
from quizapp.formats.anki.collection import Note, NoteType, Template
from quizapp.formats.anki.plain import ANSWER, layout_of
from quizapp.formats.anki.templates import TYPED, clozes, hidden, is_empty, plain_filters, render, whole
from quizapp.formats.html_text import markdown_of

_SOUND = re.compile(r"\[sound:([^\]\n]{1,300})\]")
_IMAGE = re.compile(
    r"""<img\b[^>]{0,500}?\bsrc\s*=\s*(?:"([^"]{1,300})"|'([^']{1,300})'|([^\s>"']{1,300}))[^>]{0,2000}>""", re.I
)
_PLAY = re.compile(r"\[anki:[^\]]{0,300}\]")
_BOX = re.compile(r"\ue011(\d+)\ue012")
_TAGS = re.compile(r"<[^>]{0,2000}>")
MOST_FIELD = 200_000  # characters of one side; more is cut, which no card needs


@lru_cache(maxsize=65536)
def note_digest(guid: str) -> str:
    """Return what stands for a note in ids: the same in every collection that it was shared to."""
    return hashlib.sha256(guid.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def fields_of(note: Note, kind: NoteType, deck: str, template: str) -> dict[str, str]:
    """Return field name -> HTML, the special fields among them. Extra fields are left out."""
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
    """Return a side as Markdown, its sounds and images named."""
    if len(source) > MOST_FIELD:
        source = source[:MOST_FIELD]
    if "<" in source:
        source = _IMAGE.sub(lambda found: f" [image: {found[1] or found[2] or found[3]}] ", source)
    if "[" in source:
        source = _PLAY.sub("", _SOUND.sub(r"[sound: \1]", source))
    source = markdown_of(source)
    return source.replace("\0", "") if "\0" in source else source


def media_in(text: str) -> tuple[str, ...]:
    """Return the names of the files that a side shows or plays."""
    if "[" not in text and "<" not in text:
        return ()
    named = [*_SOUND.findall(text), *(a or b or c for a, b, c in _IMAGE.findall(text))]
    return tuple(dict.fromkeys(name.strip() for name in named if "://" not in name and name[:5] != "data:"))


def question(note: Note, kind: NoteType, ordinal: int, deck: str) -> tuple[dict[str, Any], tuple[str, ...]] | None:
    """Return a question's fields and its media, or None where the note type has no such card."""
    template = kind.templates.get(0 if kind.is_cloze else ordinal)
    if template is None:
        return None
    if kind.is_cloze:
        return _cloze(template, fields_of(note, kind, deck, template.name), ordinal + 1)
    layout = layout_of(template, kind.fields)
    sides = layout.sides(note.fields.split("\x1f")) if layout else None
    if sides is not None and _is_plain(sides[0] + sides[1]):
        return _recall(sides[0].strip(), sides[1].strip()), ()
    typed = ""
    if sides is None:
        fields = fields_of(note, kind, deck, template.name)
        front = render(template.front, fields, plain_filters)
        sides = front, _back(template, fields, front, plain_filters)
        typed = _typed(template, fields) if TYPED in front else ""
    front, back = sides
    media = media_in(front + back)
    ask = text_of(front.replace(TYPED, ""))
    answer = text_of(back.replace(TYPED, typed))
    if typed and (plain := text_of(typed)) and len(plain) <= 120 and "\n" not in plain:
        return bodies.typed(ask or "Type the answer.", [plain], _without(answer, plain)), media
    return _recall(ask, answer), media


def _is_plain(text: str) -> bool:
    """Return whether a text is Markdown as it stands, as most are."""
    return not ("<" in text or "&" in text or "[" in text or "\0" in text or TYPED in text or len(text) > MOST_FIELD)


def _recall(ask: str, answer: str) -> bodies.Body:
    return bodies.recall(ask or "(the front of this card is empty)", answer or "(nothing)")


def _without(answer: str, typed: str) -> str:
    """Return what the back says beyond the answer itself."""
    return "" if answer.strip() == typed else answer


def _typed(template: Template, fields: dict[str, str]) -> str:
    """Return the field that is to be typed."""
    match = re.search(r"\{\{\s*type:(?:[\w-]+:)*([^{}]+?)\s*\}\}", template.front)
    return fields.get(match[1].strip(), "") if match else ""


def _back(template: Template, fields: dict[str, str], front: str, filters: Callable[[str, str], str]) -> str:
    """Return the back without the front that it repeats: what follows the answer's line, or all but FrontSide."""
    back = render(template.back, fields | {"FrontSide": ""}, filters)
    parts = ANSWER.split(back, maxsplit=1) if "answer" in back else [back]
    if len(parts) == 2 and not is_empty(parts[1]):
        return parts[1] if not parts[0].strip() or _words(parts[0]) in ("", _words(front)) else back
    return back


def _words(side: str) -> str:
    """Return what a side says, without its looks."""
    return " ".join(_TAGS.sub(" ", side.replace(TYPED, "")).split())


def _cloze(template: Template, fields: dict[str, str], number: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return a text with the gaps of one number; a card to recall where a gap cannot be typed."""
    gaps: list[tuple[str, str]] = []

    def mark(answer: str, hint: str) -> str:
        gaps.append((answer, hint))
        return f"\ue011{len(gaps) - 1}\ue012"

    def front_filters(chain: str, text: str) -> str:
        return hidden(clozes(text), number, mark) if "cloze" in chain else plain_filters(chain, text)

    def back_filters(chain: str, text: str) -> str:
        return whole(clozes(text)) if "cloze" in chain else plain_filters(chain, text)

    front = render(template.front, fields, front_filters)
    back = render(template.back, fields | {"FrontSide": ""}, back_filters)
    media = media_in(front + back + "".join(answer for answer, _ in gaps))
    explain = _extra(template, fields, back_filters)
    body = _with_gaps(text_of(front), gaps, explain) if gaps else None
    if body is None:
        ask = text_of(_BOX.sub("[...]", front)) or "(the front of this card is empty)"
        body = bodies.recall(ask, text_of(back) or "(nothing)")
    return body, media


def _extra(template: Template, fields: dict[str, str], filters: Callable[[str, str], str]) -> str:
    """Return what the back shows beside the text with its gaps: the fields that the front has not."""
    asked = set(re.findall(r"\{\{[^{}]*?([^:{}]+?)\s*\}\}", template.front))
    left = {name: "" if name in asked else value for name, value in fields.items()}
    return text_of(render(template.back, left | {"FrontSide": ""}, filters))


def _with_gaps(text: str, gaps: list[tuple[str, str]], explain: str) -> dict[str, Any] | None:
    parts: list[str | bodies.Gap] = []
    for index, piece in enumerate(_BOX.split(text)):
        if index % 2 == 0:
            parts.append(piece)
        else:
            answer, hint = gaps[int(piece)] if int(piece) < len(gaps) else ("", "")
            parts.append(bodies.Gap((text_of(answer),), text_of(hint)))
    return bodies.cloze(parts, explain)
