"""The text shown in place of a picture, a sound or a film: what it shows, else its name.

Imported when a text has one.
"""

import re
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from quizapp.core.literal_text import FORMULA_OR_SKIPPED, literal
from quizapp.core.media_endings import FILMS, SOUNDS

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

# A file as Obsidian embeds it, with an ending: other names in such brackets are those of notes.
_EMBEDDED = r"!\[\[(?P<embedded>[^\]|\n#]{1,300}\.\w{2,5})(?:\|(?P<beside>[^\]\n]{0,300}))?\]\]"
_SIZE = re.compile(r"\s*\d*(?:x\d+)?\s*")  # what Obsidian takes for the size of a picture
_TARGET = r"\(\s{0,9}(?:<(?P<quoted>[^>\n]{1,300})>|(?P<plain>[^()\s<]{1,300}))(?:\s[^()\n]{0,300})?\)"
_EMBEDDED_FILE = re.compile(_EMBEDDED)


def named_file(source: str, about: str = "") -> str:
    """Return the text shown in place of a file; `about` says what it shows."""
    name = about or unquote(source.rpartition("/")[2])
    ending = PurePath(source.lower()).suffix
    kind = "sound" if ending in SOUNDS else "film" if ending in FILMS else "image"
    return f"[{kind}: {name}]" if name else f"[{kind}]"


def named_image(image: "Token") -> str:
    """Return the text shown in place of an image: Rich would show it before the text of its paragraph."""
    return named_file(str(image.attrs.get("src", "")), image.content)


def with_named_files(line: str) -> str:
    """Return a line of card text with the names of its files, as text without marks; code and formulas stay."""
    return _file_or_skipped().sub(_without_mark, line)


@cache
def _file_or_skipped() -> re.Pattern[str]:
    """Return what shows a file in a line, and what only looks so: code, formulas and escaped characters."""
    image = rf"!\[(?P<about>[^\]\n]{{0,300}})\]{_TARGET}"
    return re.compile(rf"{FORMULA_OR_SKIPPED.pattern}|{_EMBEDDED}|{image}", re.DOTALL)


def _without_mark(found: re.Match[str]) -> str:
    if found["embedded"]:
        return literal(_named_embedded(found))
    target = found["quoted"] or found["plain"]
    return literal(named_file(target, found["about"])) if target else found[0]


def _named_embedded(found: re.Match[str]) -> str:
    beside = found["beside"] or ""
    return named_file(found["embedded"], "" if _SIZE.fullmatch(beside) else beside)


def embedded(state: "StateInline", silent: bool) -> bool:
    """Take a file between `![[` and `]]` as an image, at the position of an inline parser."""
    found = _EMBEDDED_FILE.match(state.src, state.pos) if state.src.startswith("![[", state.pos) else None
    if found is None or found.end() > state.posMax:
        return False
    if not silent:
        token, beside = state.push("image", "img", 0), found["beside"] or ""
        token.attrs, token.content = {"src": found["embedded"]}, "" if _SIZE.fullmatch(beside) else beside
    state.pos = found.end()
    return True
