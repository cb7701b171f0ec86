"""Parts of a formula that was rendered, and how they are joined so that it stays clear what belongs together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from quizapp.core.formulas.symbols import FRACTIONS, RELATIONS, ROOTS, SUBSCRIPTS, SUPERSCRIPTS

Kind = Literal["plain", "word", "ratio", "script", "text"]

_SCRIPTS = "".join({*SUPERSCRIPTS.values(), *SUBSCRIPTS.values()})
# A number, or one letter with its accents, marks and scripts: as a denominator it needs no parentheses.
_ATOM = re.compile(rf"\d+(?:[.,]\d+)?|[∂∇d]?\w[\u0300-\u036f\u20d7]?[′'!]*[{re.escape(_SCRIPTS)}]*(?:\([^()]*\))?|∞")
_INNER = re.compile(r"\([^()]*\)")
_JOINED = re.compile(r"[-+−±∓=<>,;/·×|:⋅]|\s")
_AROUND = re.compile(rf" ([{re.escape(''.join(RELATIONS))}]) ")


@dataclass(frozen=True, slots=True)
class Piece:
    """A rendered part: `word` is a name such as sin, `ratio` has a stroke, `text` is not mathematics."""

    text: str
    kind: Kind = "plain"


def joined(pieces: Sequence[Piece]) -> str:
    """Return the parts in a row, with blanks around relations and names, and parentheses around ratios in products."""
    out = ""
    in_word = False  # a name, perhaps with scripts, was the last part
    for index, piece in enumerate(pieces):
        after = next((each.text[0] for each in pieces[index + 1 :] if each.text), "")
        text = piece.text
        if piece.kind == "ratio" and ((_ends(out) and not in_word) or _goes_on(after)):
            text = f"({text})"
        if _needs_blank(piece, out, in_word):
            text = f" {text}"
        elif text in RELATIONS:
            text = f" {text} "
        out += text
        if text:
            in_word = piece.kind == "word" or (in_word and piece.kind == "script")
    return re.sub(r" *\n *", "\n", re.sub(r"[ \t]+", " ", out)).strip(" ")


def _needs_blank(piece: Piece, out: str, in_word: bool) -> bool:
    """Return whether a part would run together with what is before it."""
    if piece.kind == "word" and _ends(out) and piece.text[:1] != "_":
        return True
    first = piece.text[:1]
    return (
        in_word
        and piece.kind != "script"
        and bool(first)
        and (first.isalnum() or piece.kind == "ratio" or first in "√∛∜∂")
    )


def _ends(before: str) -> bool:
    """Return whether a factor ends a text."""
    return bool(before) and (before[-1].isalnum() or before[-1] in ")]′'!")


def _goes_on(after: str) -> bool:
    """Return whether a character begins a factor or a script."""
    return bool(after) and (after.isalnum() or after in "([√∛∜^_′'!")


def bracketed(text: str) -> str:
    """Return a text in parentheses unless it is one number or letter, or has some around it."""
    return text if _ATOM.fullmatch(text) or _enclosed(text) else f"({text})"


def ratio(above: str, below: str) -> Piece:
    """Return a fraction: a character of its own where Unicode has it."""
    if (above, below) in FRACTIONS:
        return Piece(FRACTIONS[above, below])
    numerator = f"({above})" if _JOINED.search(_INNER.sub("", _INNER.sub("", above))) else above
    return Piece(f"{numerator}/{bracketed(below)}", "ratio")


def root(inside: str, degree: str) -> Piece:
    """Return a root; `degree` is empty for a square root."""
    sign = "√" if degree in ("", "2") else ROOTS.get(degree) or f"{_raised(degree)}√"
    return Piece(sign + bracketed(inside))


def _raised(text: str) -> str:
    return script("^", text).text


def script(mark: str, inside: str) -> Piece:
    """Return a superscript (`^`) or a subscript (`_`), in characters of their own where Unicode has all of them."""
    text = _AROUND.sub(r"\1", inside.strip())
    table = SUPERSCRIPTS if mark == "^" else SUBSCRIPTS
    if text and all(letter in table for letter in text):
        return Piece("".join(table[letter] for letter in text), "script")
    if len(text) == 1 or _enclosed(text):
        return Piece(mark + text, "script")
    if mark == "_" and text.isascii() and text.isalpha():
        return Piece(f"_{text}", "word")
    return Piece(f"{mark}({text})", "script")


def _enclosed(text: str) -> bool:
    """Return whether the first parenthesis closes at the end of a text."""
    if text[:1] != "(" or text[-1:] != ")":
        return False
    depth = 0
    for index, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0:
            return index == len(text) - 1
    return False
