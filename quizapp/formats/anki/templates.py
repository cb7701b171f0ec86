"""Renders a template with a note's fields, to HTML: fields, conditionals, filters, clozes."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from quizapp.formats.common.balanced import depth_of

_TAG = re.compile(r"<!--(?:(?!-->|<!--).)*+-->|\{\{([^{}]*)\}\}", re.DOTALL)
_MARKUP = re.compile(r"<[^<>]*>")
_SHOWN_ALONE = re.compile(r"<(?:img|audio|video|source|object|embed)\b", re.IGNORECASE)
_BLANK = re.compile(r"(?:\s|</?(?:br|div)\s?/?>)*+", re.IGNORECASE)
_OTHER_BRACES = "{{=<% %>=}}"  # at a template's begin: fields stand between <% and %>
_KANJI = re.compile(r" ?([^ >]+?)\[([^\]]+?)\]")
_SHOWN_AS = {"kanji": r"\1", "kana": r"\2", "furigana": r"\1(\2)"}
_SHAPES = {"rect": "rectangle", "ellipse": "ellipse", "polygon": "polygon", "text": "text"}
MOST_DEPTH = 60  # of sections within each other
MOST_CLOZES = 5_000  # of a note
TYPED = "\ue010"  # stands where an answer is typed


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a template: `text` as it is, a `field`, or the begin or end of a section for a field."""

    kind: str  # text, field, if, unless, end
    value: str


@lru_cache(maxsize=2048)
def pieces(template: str) -> tuple[Piece, ...]:
    """Return the parts of a template. Braces without a field, and comments, stay as they are."""
    if template.lstrip().startswith(_OTHER_BRACES):
        template = template.lstrip()[len(_OTHER_BRACES) :].replace("<%", "{{").replace("%>", "}}")
    found: list[Piece] = []
    at = 0
    for match in _TAG.finditer(template):
        if match[1] is None:  # a comment
            continue
        if match.start() > at:
            found.append(Piece("text", template[at : match.start()]))
        inside = match[1].strip()
        kind = {"#": "if", "^": "unless", "/": "end"}.get(inside[:1], "field")
        found.append(Piece(kind, inside if kind == "field" else inside[1:].strip()))
        at = match.end()
    return (*found, Piece("text", template[at:]))


@lru_cache(maxsize=2048)
def plain_names(template: str) -> tuple[tuple[str, str | None], ...] | None:
    """Return (text, None) and ('', field) in turn where a template has nothing else; None where it has."""
    found = pieces(template)
    if any(piece.kind not in ("text", "field") or (piece.kind == "field" and ":" in piece.value) for piece in found):
        return None
    return tuple(("", piece.value.strip()) if piece.kind == "field" else (piece.value, None) for piece in found)


def is_empty(text: str) -> bool:
    """Return whether a field counts as empty for Anki's conditions: blanks and line ends only."""
    return not text or _BLANK.fullmatch(text) is not None


def shows_nothing(text: str) -> bool:
    """Return whether HTML shows neither text nor media."""
    if is_empty(text):
        return True
    if "<" not in text and "&" not in text:
        return False
    return not _SHOWN_ALONE.search(text) and not html.unescape(_MARKUP.sub("", text)).strip(" \t\n\r\xa0")


def render(template: str, fields: Mapping[str, str], filters: Callable[[str, str], str]) -> str:
    """Return the template with its fields; `filters` gets a field's filters and its text, and returns what is shown."""
    if (names := plain_names(template)) is not None:
        return "".join([text if name is None else fields.get(name, "") for text, name in names])
    out: list[str] = []
    shown = [True]
    for piece in pieces(template):
        if piece.kind in ("if", "unless"):
            there = not is_empty(fields.get(piece.value, ""))
            shown.append(shown[-1] and there == (piece.kind == "if") and len(shown) < MOST_DEPTH)
        elif piece.kind == "end":
            if len(shown) > 1:
                shown.pop()
        elif shown[-1]:
            out.append(piece.value if piece.kind == "text" else _field(piece.value, fields, filters))
    return "".join(out)


def _field(tag: str, fields: Mapping[str, str], filters: Callable[[str, str], str]) -> str:
    chain, _, name = tag.rpartition(":")
    text = fields.get(name.strip())
    if text is None:
        return ""
    return filters(chain, text) if chain else text


def plain_filters(chain: str, text: str) -> str:
    """Apply filters from the innermost out: those that change the text; what is only about its look is passed over."""
    for name in reversed(chain.split(":")):
        word = name.strip().partition(" ")[0]
        if word == "text":
            text = html.escape(html.unescape(_MARKUP.sub("", text)), quote=False)
        elif word == "type":
            text = TYPED
        elif word in ("kanji", "kana", "furigana"):
            text = _reading(word, text)
        elif word == "tts" or word.startswith("tts-"):
            text = f"[anki:tts]{text}[/anki:tts]" if text else ""
    return text


def cloze_filters(chain: str, text: str, number: int, mark: Callable[[str, str], str] | None) -> str:
    """Apply a card's cloze filter, and then the others; `mark` as in `hidden`, None to fill everything in.

    A field without a deletion of the card's number shows nothing.
    """
    names = [name.strip() for name in chain.split(":")]
    if "cloze" not in names and "cloze-only" not in names:
        return plain_filters(chain, text)
    parts = clozes(plain_filters("text", text) if "text" in names else text)
    others = ":".join(name for name in names if name not in ("cloze", "cloze-only", "text"))
    if "type" in names:
        return TYPED
    if number not in numbers_in(parts):
        return ""
    if "cloze-only" in names:
        return plain_filters(others, ", ".join(answers(parts, number, mark)))
    return plain_filters(others, hidden(parts, number, mark) if mark else whole(parts))


def uncovered(chain: str, text: str) -> str:
    """Apply filters with every deletion filled in, whatever its number."""
    names = [name.strip() for name in chain.split(":")]
    if "cloze" not in names:
        return plain_filters(chain, text)
    return plain_filters(":".join(name for name in names if name != "cloze"), whole(clozes(text)))


def _reading(word: str, text: str) -> str:
    """Return a text whose readings, such as ` 漢字[かんじ]`, are left out, left alone, or put in parentheses."""
    text = text.replace("&nbsp;", " ")
    return _KANJI.sub(lambda found: found[0] if found[2][:6] == "sound:" else found.expand(_SHOWN_AS[word]), text)


@dataclass(frozen=True, slots=True)
class Cloze:
    """A deletion: its numbers, the parts within it (texts and deletions), and its hint."""

    numbers: frozenset[int]
    parts: "tuple[str | Cloze, ...]"
    hint: str


_OPEN = re.compile(r"\{\{c([\d,]{1,60})::", re.IGNORECASE)
_STEP = re.compile(r"\{\{c[\d,]{1,60}::|\}\}", re.IGNORECASE)


def clozes(text: str) -> tuple["str | Cloze", ...]:
    """Return a text in its parts: plain texts and deletions, which may lie within each other."""
    stack: list[tuple[frozenset[int], list[str | Cloze]]] = [(frozenset(), [])]
    opened: list[str] = []
    at = count = 0
    for match in _steps(text):
        is_open = match[0] != "}}"
        if not is_open and len(stack) == 1:
            continue
        if is_open and (count >= MOST_CLOZES or len(stack) > MOST_DEPTH):
            continue
        stack[-1][1].append(text[at : match.start()])
        at = match.end()
        if is_open:
            count += 1
            numbers = _OPEN.match(match[0])
            assert numbers
            stack.append((frozenset(int(n) for n in numbers[1].split(",") if n), []))
            opened.append(match[0])
        else:
            numbers_of, parts = stack.pop()
            opened.pop()
            stack[-1][1].append(_closed(numbers_of, parts))
    stack[-1][1].append(text[at:])
    while len(stack) > 1:  # an unclosed deletion is text
        _, parts = stack.pop()
        stack[-1][1].extend([opened.pop(), *parts])
    return tuple(part for part in stack[0][1] if part != "")


def _steps(text: str) -> Iterator[re.Match[str]]:
    """Yield what opens a deletion and what closes one: the braces of `\\frac{a}{b}` at its end close none."""
    match = _STEP.search(text)
    start = 0  # of the text since the last step
    while match:
        is_open = match[0] != "}}"
        following = _STEP.search(text, match.end() if is_open else match.start() + 1)
        goes_on = following is not None and following[0] == "}}"
        if is_open or not goes_on or not depth_of(text[start : match.start()]):
            yield match
            start = match.end()
            following = _STEP.search(text, start)
        match = following


def _closed(numbers: frozenset[int], parts: "list[str | Cloze]") -> Cloze:
    """Return a deletion; its hint is what follows the last `::` of its own text."""
    kept = [part for part in parts if part != ""]
    hint = ""
    if kept and isinstance(kept[-1], str) and "::" in kept[-1]:
        last, _, hint = kept[-1].partition("::")
        kept[-1] = last
    return Cloze(numbers, tuple(part for part in kept if part != ""), hint)


def whole(parts: "tuple[str | Cloze, ...]") -> str:
    """Return the text with every deletion filled in."""
    return "".join(part if isinstance(part, str) else whole(part.parts) for part in parts)


def hidden(parts: "tuple[str | Cloze, ...]", number: int, mark: Callable[[str, str], str]) -> str:
    """Return the text with the deletions of one number given to `mark` (answer, hint), the others filled in."""
    out = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif number in part.numbers:
            out.append(mark(whole(part.parts), part.hint))
        else:
            out.append(hidden(part.parts, number, mark))
    return "".join(out)


def numbers_in(parts: "tuple[str | Cloze, ...]") -> set[int]:
    """Return the numbers of all deletions."""
    found: set[int] = set()
    for part in parts:
        if not isinstance(part, str):
            found |= part.numbers | numbers_in(part.parts)
    return found


def answers(
    parts: "tuple[str | Cloze, ...]", number: int, mark: Callable[[str, str], str] | None = None
) -> list[str]:  # fmt: skip
    """Return what the deletions of one number hide, or what `mark` makes of it."""
    found = []
    for part in parts:
        if not isinstance(part, str):
            if number in part.numbers:
                found.append(mark(whole(part.parts), part.hint) if mark else whole(part.parts))
            else:
                found += answers(part.parts, number, mark)
    return found


def place_of(mask: str) -> str:
    """Return the shape and place of a mask such as `image-occlusion:rect:left=.1:top=.25` (fractions of the size)."""
    _, shape, *settings = [*mask.split(":", 20), ""]
    found = dict(setting.partition("=")[::2] for setting in settings)
    try:
        left, top = (round(100 * min(max(float(found[name]), 0.0), 1.0)) for name in ("left", "top"))
    except (KeyError, ValueError):
        return _SHAPES.get(shape, "mask")
    return f"{_SHAPES.get(shape, 'mask')} at {left} % from the left and {top} % from the top"
