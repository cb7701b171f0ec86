"""How the cells of a table are written, as plain text, Markdown or HTML, and what turns them into Markdown."""

import re
from collections.abc import Callable, Sequence

from quizapp.core.literal_text import literal
from quizapp.formats.common.html_to_markdown import markdown_of

Convert = Callable[[str], str]

_IMAGE = re.compile(r"""<img\s[^<>]{0,500}?src\s{0,9}=\s{0,9}["']?([^"'\s>]{1,300})[^<>]{0,500}>""", re.IGNORECASE)
_RICH = re.compile(r"<br ?/?>|<div\b|&nbsp;|<img\s|<span\b|</[bi]>", re.IGNORECASE)
# Unambiguous Markdown: fenced code, pictures, links, bold words.
_MARKDOWN = re.compile(
    r"(?:\A|\n)```|!\[[^\]\n]{0,200}\]\([^)\s]|\[[^\]\n]{1,200}\]\(https?:|(?<![\w*])\*\*[^\s*][^*\n]{0,200}\*\*(?![\w*])"
)
_HELD = re.compile("\ue040(\\d{1,6})\ue041")  # an image, while the text around it is converted
_SAMPLE = 2000  # rows


def is_html(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether cells have the HTML of a rich text editor, unlike a deck about HTML."""
    sample = rows[:_SAMPLE]
    marked = sum(any(_RICH.search(cell[:5000]) for cell in row) for row in sample)
    return marked >= 3 and marked * 10 >= len(sample)


def is_markdown(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a cell has unambiguous Markdown."""
    return any(_MARKDOWN.search(cell[:5000]) for row in rows[:_SAMPLE] for cell in row)


def from_html(cell: str) -> str:
    """Return a cell that is HTML as Markdown."""
    names: list[str] = []

    def hold(found: re.Match[str]) -> str:
        names.append(found[1])
        return f"\ue040{len(names) - 1}\ue041"

    shown = markdown_of(_IMAGE.sub(hold, cell))
    return _HELD.sub(lambda found: f"![]({names[int(found[1])]})", shown) if names else shown


def from_plain(cell: str) -> str:
    """Return a cell that is plain text as Markdown."""
    return literal(cell.strip())
