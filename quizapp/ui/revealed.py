"""Code to agree to, shown so that nothing of it is out of sight."""

import re
from collections.abc import Iterator
from itertools import groupby
from unicodedata import category

from quizapp.ui.escape import visible

_BLANK = "[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]"  # characters that look like a space
_BLANKS = re.compile(rf"(?<=[^\s\u2800]){_BLANK}{{16,}}|^{_BLANK}{{41,}}", re.MULTILINE)
_EMPTY_LINES = re.compile(rf"\n(?:{_BLANK}*\n){{6,}}")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")  # categories without a shape, or of a width that nobody knows
_SELECTORS = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # unseen, but letters to Python
MOST_COMBINED = 3  # marks that one letter has in any language


def revealed(source: str) -> str:
    """Return code in which nothing is out of sight: what cannot be seen, and what is long and empty, are marks.

    A carriage return ends a line for Python, so it does here too.
    """
    shown = visible(source.replace("\r\n", "\n").replace("\r", "␍\n"))
    shown = _NOT_ASCII.sub(lambda found: "".join(_in_sight(found[0])), shown)
    lines = _EMPTY_LINES.sub(lambda found: f"\n⟨{found[0].count(chr(10)) - 1} empty lines⟩\n", shown)
    return _BLANKS.sub(lambda found: f"⟨{len(found[0])} blanks⟩", lines)


def _in_sight(text: str) -> Iterator[str]:
    """Yield the characters of a text, or marks for those that cannot be seen, or hide others."""
    for is_combining, group in groupby(text, _combines):
        characters = "".join(group)
        if not is_combining:
            yield from (f"⟨U+{ord(each):04X}⟩" if _is_unseen(each) else each for each in characters)
        elif len(characters) > MOST_COMBINED:
            yield f"⟨{len(characters)} combining marks⟩"
        else:
            yield characters


def _is_unseen(character: str) -> bool:
    return category(character) in _UNSEEN or _SELECTORS.match(character) is not None


def _combines(character: str) -> bool:
    return category(character) in ("Mn", "Me") and not _is_unseen(character)
