"""A line of card text in pieces: emphasis, and within it code, formulas and text. For every front end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from quizapp.core.literal_text import FORMULA_OR_SKIPPED, without_escapes

# Asterisks at the edges of words: those within one, such as in 2*3*4, are a part of the line.
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]{1,500})(?<=[^\s*])\1(?![\w*])")
# Other programs put these between letters to part words or lines. Code shows them as marks: there they may deceive.
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line; of a formula, `text` is how it is written and `after` the letter that follows it, or ''."""

    kind: Literal["text", "code", "formula"]
    text: str
    after: str = ""


def without_zero_width(text: str) -> str:
    """Return a text without characters that have no width."""
    return _ZERO_WIDTH.sub("", text)


def emphasised(line: str) -> Iterator[tuple[str, int]]:
    """Yield the parts of a line, each with the number of asterisks around it: 0 for none, 1 to 3 for emphasis."""
    last = 0
    if "*" in line:
        blanked = FORMULA_OR_SKIPPED.sub(lambda found: "\0" * len(found[0]), line)
        for found in _EMPHASIS.finditer(blanked):
            yield line[last : found.start()], 0
            yield line[slice(*found.span(2))], len(found[1])
            last = found.end()
    yield line[last:], 0


def pieces(line: str) -> Iterator[Piece]:
    """Yield the pieces of a line in order, without the backslashes that escape; formulas keep theirs."""
    last = 0
    for found in FORMULA_OR_SKIPPED.finditer(line):
        if found.start() > last:
            yield Piece("text", line[last : found.start()])
        last = found.end()
        if ticks := found["ticks"]:
            yield Piece("code", found[0][len(ticks) : -len(ticks)])
        elif found["formula"]:
            yield Piece("formula", found[0], line[last : last + 1])
        else:
            yield Piece("text", without_escapes(found[0]))
    if last < len(line):
        yield Piece("text", line[last:])
