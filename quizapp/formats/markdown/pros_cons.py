"""Finds the pros and cons of a concept in the forms in which people write them."""

import re
from functools import cache

from quizapp.core.model import ProsCons
from quizapp.formats.common.text_source import ProblemLog
from quizapp.formats.markdown.section_titles import folded, section_of, side_of
from quizapp.formats.markdown.section_words import CONS, PROS

MOVE = "It was left out; move it under one of the eight sections to keep it."

_ALONE = re.compile(r"(positives?)|tradeoffs?|costs?|negatives?|risks?|challenges?", re.IGNORECASE)
_PRO = re.compile(r"^\s*(?:✅|✔️?|👍|\+|➕|pros?\s*:|\*\*pros?:?\*\*:?)\s*", re.IGNORECASE)
_CON = re.compile(r"^\s*(?:❌|✘|✖️?|👎|-|➖|−|cons?\s*:|\*\*cons?:?\*\*:?)\s*", re.IGNORECASE)


@cache
def _label() -> re.Pattern[str]:
    """Return the pattern of a label such as `Main advantages of it:` or `Con: slow`."""
    return re.compile(rf"(?:the |main |key ){{0,2}}({PROS}|{CONS})(?: of [^:]{{1,40}})?\s*(?::\s*(.*))?")


def sides_of(text: str, title: str, at: int, notes: ProblemLog) -> ProsCons:
    """Return both sides: by marks, by the labels over them, or by the columns of a table."""
    sides: dict[str, list[str]] = {"pros": [], "cons": []}
    side = ""
    for line in text.splitlines():
        item = re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", line).strip()
        label = _label().fullmatch(folded(re.sub(r"[^\w\s:]", "", item.replace("：", ":")).strip()))
        cells = [cell.strip() for cell in item.strip("|").split("|")] if item.startswith("|") else []
        if len(cells) == 2:
            if not all(re.fullmatch(r":?-+:?", cell) or section_of(cell) for cell in cells):
                sides["pros"] += filter(None, cells[:1])
                sides["cons"] += filter(None, cells[1:])
        elif label and label[2]:
            sides[side_of(label[1])].append(re.split("[:：]", item, maxsplit=1)[1].strip(" *_"))
        elif label:
            side = side_of(label[1])
        elif item.endswith(":") and (alone := _ALONE.fullmatch(re.sub(r"[^\w]", "", item))):
            side = "pros" if alone[1] else "cons"
        elif item.endswith(":") and item == line.strip():
            notes.unplaced(f"`{item[:60]}` among the pros and cons of `{title}`", at, 1, MOVE)
        elif _PRO.match(item):
            sides["pros"].append(_PRO.sub("", item).strip())
        elif _CON.match(item):
            sides["cons"].append(_CON.sub("", item).strip())
        elif item and side:
            _append(sides[side], item, line)
        elif item:
            message = f"`{item[:60]}` among the pros and cons of `{title}`"
            notes.unplaced(message, at, 1, MOVE)
    return ProsCons(**sides)


def _append(items: list[str], item: str, line: str) -> None:
    """Add an item; a line that goes on with the one before it, indented and without a mark, is a part of it."""
    if items and line[:1] in " \t" and not re.match(r"\s*(?:[-*+]|\d+[.)])\s", line):
        items[-1] = f"{items[-1]} {item}"
    else:
        items.append(item)
