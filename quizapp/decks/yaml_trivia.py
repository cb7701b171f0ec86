"""Finds the comments and blank lines of a YAML text, which its parser drops."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

_TRIVIA = re.compile(r"(?P<blank>(?<=\n)[ \t]*(?=\n))|(?:^|(?<=[ \t\n]))(?P<comment>#[^\n]*)")
_HEADER = re.compile(r"[|>][0-9+-]*[ \t]+(#[^\n]*)")


@dataclass(frozen=True, slots=True)
class Trivia:
    """A comment, or a blank line (an empty text), and where it is."""

    index: int  # in the text, of its first character
    column: int  # from 0
    text: str
    own_line: bool  # nothing else is on its line
    in_header: bool = False  # after the indicator of a block, such as `|`


def trivia_of(text: str, scalars: Sequence[yaml.ScalarNode]) -> list[Trivia]:
    """Return the comments and blank lines between the scalars of a text, in their order."""
    found: list[Trivia] = []
    start = 0
    for node in scalars:
        begin, end = node.start_mark.index, node.end_mark.index
        found += _between(text, start, begin)
        found += _in_block(text, node)
        start = end
    return [*found, *_between(text, start, len(text))]


def _between(text: str, start: int, end: int) -> Iterator[Trivia]:
    for match in _TRIVIA.finditer(text, start, end):
        if match["blank"] is not None:
            yield Trivia(match.start(), 0, "", own_line=True)
        else:
            at = match.start("comment")
            line = text.rfind("\n", 0, at) + 1
            yield Trivia(at, at - line, match["comment"].rstrip(), own_line=not text[line:at].strip())


def _in_block(text: str, node: yaml.ScalarNode) -> Iterator[Trivia]:
    """Yield the comment after the indicator of a block, and the blank lines after its text that are not part of it."""
    if node.style not in ("|", ">"):
        return
    begin, end = node.start_mark.index, node.end_mark.index
    if header := _HEADER.match(text, begin, end):
        at = header.start(1)
        yield Trivia(at, at - text.rfind("\n", 0, at) - 1, header[1].rstrip(), own_line=False, in_header=True)
    indicator = re.match(r"[|>][0-9+-]*", text[begin:end])
    if indicator and "+" not in indicator[0] and _ends_blank(text[begin:end], node):
        yield Trivia(end, 0, "", own_line=True)


def _ends_blank(raw: str, node: yaml.ScalarNode) -> bool:
    """Return whether blank lines follow the text of a block; a last line of spaces may be a part of it."""
    if node.style == ">":
        return bool(re.search(r"\n[ \t]*\n[ \t]*\Z", raw))
    return raw.count("\n") > 2 + str(node.value).rstrip("\n").count("\n")
