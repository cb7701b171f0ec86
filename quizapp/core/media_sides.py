"""Which of a card's files its question shows, and which only its answer; and the files that sections show."""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any
from urllib.parse import unquote

from quizapp.core.formulas.anki_pictures import pictures_of
from quizapp.core.model import Sections

_NAMED = re.compile(
    r"!\[[^\]\n]{0,300}\]\(\s{0,9}(?:<([^>\n]{1,300})>|((?:[^()\n\"<\s]|\([^()\n]{0,100}\)){1,300}))"
    r"|!\[\[([^\]|\n]{1,300})|\[(?:image|sound): ?([^\]\n]{1,300})\]"
)
_OWN = re.compile(r"-[0-9a-f]{8}(?=\.[^.]*\Z)")  # in the name of a file that is one of several with its name
_GAP = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_ASKS = ("ask", "text", "code", "distractors", "pairs", "lines")
_PICKS = frozenset(("choice", "multi"))  # kinds whose answers are among the options that the question shows


@dataclass(frozen=True, slots=True)
class MediaSides:
    """The names of a card's files; a file on both sides is the question's."""

    question: tuple[str, ...]
    answer: tuple[str, ...]


def media_sides(body: Mapping[str, Any]) -> MediaSides:
    """Return the files of each side of a question's fields. A file that no text names is the question's."""
    media = tuple(str(name) for name in body.get("media", ()))
    if not media:
        return MediaSides((), ())
    asked, told = _matched(body, media)
    late = {name for name in told if name not in asked}
    return MediaSides(tuple(name for name in media if name not in late), tuple(name for name in media if name in late))


def unlisted(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of files that a question's texts show and that are not among its media; no addresses."""
    media = tuple(str(name) for name in body.get("media", ()))
    names = dict.fromkeys(name for text, _ in _texts(body) for name in _names(text))
    return tuple(
        _plain(name)
        for name in names
        if "://" not in name and not name.startswith(("data:", "latex-")) and not _file(name, media, set())
    )


def section_media(sections: Sections) -> tuple[str, ...]:
    """Return the names of files that the sections of a concept show; no addresses."""
    return tuple(dict.fromkeys(chain.from_iterable(media_by_section(sections).values())))


def media_by_section(sections: Sections) -> dict[str, tuple[str, ...]]:
    """Return the names of files that each section of a concept shows, by the section's name; no addresses."""
    return {name: names for name, value in asdict(sections).items() if (names := unlisted({name: value}))}


def shown_names(text: str) -> tuple[str, ...]:
    """Return the names of files that a text shows or plays, as it writes them, each once; no addresses."""
    names = dict.fromkeys(_names(text))
    return tuple(name for name in names if "://" not in name and not name.startswith(("data:", "latex-")))


def file_name(name: str) -> str:
    """Return the name in the folder `media` of the file that a text calls `name`: no folder, no escapes, NFC."""
    return _plain(name)


def _matched(body: Mapping[str, Any], media: tuple[str, ...]) -> tuple[set[str], set[str]]:
    """Return the files that the texts of the question name, and those that the texts of the answer name."""
    known: dict[str, str] = {}  # a name in a text -> the file
    sides: tuple[set[str], set[str]] = set(), set()
    for text, is_answer in _texts(body):
        for name in _names(text):
            if name not in known:
                known[name] = _file(name, media, set(known.values()))
            sides[is_answer].add(known[name])
    return sides


def _texts(body: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Yield the texts of a question, each with whether it is shown only with the answer."""
    for field, value in body.items():
        if field in ("media", "tags", "id", "kind", "note", "was", "section"):
            continue
        late = field not in _ASKS and not (body.get("kind") in _PICKS and field in ("answer", "answers"))
        for text in _flat(value):
            if field == "text":
                yield _GAP.sub(" ", text), False
                yield from ((gap, True) for gap in _GAP.findall(text))
            else:
                yield text, late


def _flat(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _flat(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _flat(each)


def _names(text: str) -> Iterator[str]:
    if "[" not in text:
        return
    for found in _NAMED.finditer(text):
        yield next(filter(None, found.groups())).strip()
    yield from pictures_of(html.escape(text, quote=False))


def _file(name: str, media: tuple[str, ...], taken: set[str]) -> str:
    """Return the file that a text calls `name`; '' if the card has none."""
    plain = _plain(name)
    same = [each for each in media if _plain(each) == plain]
    same = same or [each for each in media if each not in taken and _OWN.sub("", _plain(each)) == plain]
    return same[0] if same else ""


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", unquote(name).rpartition("/")[2])
