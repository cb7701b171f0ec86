"""Items of lists that stand for headings: `- Process` over `  - What it is: ...`, or `What it is: ...` in a line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from quizapp.formats.markdown.obsidian_cloze import masked
from quizapp.formats.markdown.section_titles import names_section

# An item or a plain line, with a label in bold or before a colon, and the text after it.
_ITEM = re.compile(r"([ \t]*)((?:[-*+]|\d{1,3}[.)])[ \t]+)?([^\s#>].*)")
_LABEL = re.compile(r"(?:(\*\*|__)(.{1,80}?)\1[ \t]*[:：]?|([^:：]{1,80})[:：]|(.{1,80}))(?:[ \t]+(.*)|\Z)")
# What a line without a bullet begins with where it has a label; cells of a table are no labels.
_MARKED = re.compile(r"\*\*|__|[^,;|\t:：]{1,40}(?:[:：]|[ ][-–—][ ])")
_DASH = re.compile(r"(.{1,80}?)[ \t]+[-–—][ \t]+(.*)")


@dataclass(frozen=True, slots=True)
class ListHeading:
    """An item that stands for a heading; `inline` is the text after its label."""

    level: int
    text: str
    line: int  # from 1
    indent: int  # blanks before the lines that belong to it
    inline: str


@dataclass(frozen=True, slots=True)
class _Item:
    depth: int  # blanks before it
    is_item: bool
    label: str
    inline: str
    line: int
    indent: int


def list_headings(lines: Sequence[str], level: int) -> list[ListHeading]:
    """Return the items that name sections, those beside them, and those that they are under; levels are above `level`.

    Items beside a section that name none are headings too: they are not a part of the section before them.
    """
    plain = masked("\n".join(lines)).split("\n") if lines else []
    numbered = enumerate(zip(lines, plain, strict=True), 1)
    items = [item for number, (line, shown) in numbered if not shown.startswith("\0") and (item := _item(line, number))]
    depths = {item.depth for item in items if names_section(item.label)}
    if not depths:
        return []
    kept: list[ListHeading] = []
    for item, below in pairwise([*items, None]):
        if item is None:
            break
        is_over = below is not None and below.depth > item.depth and names_section(below.label) is not None
        is_beside = item.is_item and item.depth in depths and item.label != ""
        if is_over or is_beside or names_section(item.label):
            text, inline = (item.label, item.inline) if item.label else (item.inline, "")
            kept.append(ListHeading(level + 1 + item.depth, text, item.line, item.indent, inline))
    return kept


def _item(line: str, number: int) -> _Item | None:
    """Return a line with a label or an item; None for any other line."""
    found = _ITEM.fullmatch(line[:2000].expandtabs(4))
    if not found:
        return None
    blanks, mark, text = len(found[1]), found[2] or "", found[3]
    if not mark and not _MARKED.match(text):
        return None
    label, inline = _label(text)
    if not mark and not (label and names_section(label)):
        return None
    return _Item(blanks, bool(mark), label, inline, number, blanks + len(mark))


def _label(text: str) -> tuple[str, str]:
    """Return the label of an item and its text; ('', text) where nothing marks a label."""
    dashed = _DASH.fullmatch(text)
    if dashed and names_section(dashed[1].strip("*_")):
        return dashed[1].strip("*_"), dashed[2]
    found = _LABEL.fullmatch(text)
    if not found:
        return "", text
    label = found[2] or found[3] or found[4] or ""
    is_marked = bool(found[2] or found[3])
    return (label.strip("*_ "), found[5] or "") if is_marked or names_section(label) else ("", text)
