"""A Markdown document as headings with what stands under each of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from quizapp.core.model import SectionName
from quizapp.formats.markdown.list_headings import list_headings
from quizapp.formats.markdown.section_titles import names_section, section_of

BOLD = 7  # the level of a line in bold that stands for a heading; items of lists are deeper
FEWEST = 3  # headings that name sections; where there are fewer, lines in bold and then items of lists are looked at
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*")


@dataclass(slots=True)
class Heading:
    """A heading, the text under it up to the next, and the code in that: language, source, line."""

    level: int  # 1 to 6, BOLD, or deeper for an item of a list
    text: str
    line: int  # from 1
    end: int  # the line after the heading, from 0
    body: str = ""
    code: list[tuple[str, str, int]] = field(default_factory=list)
    inline: str = ""  # the text in the line of the heading itself, after a colon
    indent: int = 0  # blanks before each line of the body that belong to the list


@dataclass(frozen=True, slots=True)
class Document:
    """The headings in order, the text before the first, and the values of the front matter."""

    headings: tuple[Heading, ...]
    lead: str
    matter: Mapping[str, Any]


def document_of(text: str) -> Document:
    """Return the parts of a document. Bold lines and items of lists are headings where few real ones name sections."""
    from markdown_it import MarkdownIt

    matter, text = without_matter(text)
    tokens = MarkdownIt("commonmark", {"maxNesting": 40}).parse(text)
    lines = text.splitlines()
    found = _found(tokens, lines)
    stops = [*(heading.line - 1 for heading in found[1:]), len(lines)]
    for heading, stop in zip(found, stops, strict=False):
        heading.body = _body(heading, lines[heading.end : stop])
        heading.code = [block for block in _code(tokens) if heading.line < block[2] <= stop]
    lead = "\n".join(lines[: found[0].line - 1] if found else lines).strip()
    return Document(tuple(found), lead, matter)


def _body(heading: Heading, lines: list[str]) -> str:
    kept = [line for line in lines if not _RULE.fullmatch(line)]
    if heading.indent:
        kept = [line.removeprefix(" " * heading.indent) for line in kept]
    return "\n".join(filter(None, (heading.inline, "\n".join(kept).strip())))


def _found(tokens: list[Any], lines: list[str]) -> list[Heading]:
    """Return the headings of the first kind that names enough sections."""
    real = list(_headings(tokens, bold=False))
    if _sections(real) >= FEWEST:
        return _with_bold_titles(real, tokens)
    bold = list(_headings(tokens, bold=True))
    if _sections(bold) >= FEWEST:
        return _with_bold_titles(bold, tokens)
    listed = [Heading(each.level, each.text, each.line, each.line, inline=each.inline, indent=each.indent)
              for each in list_headings(lines, BOLD)]  # fmt: skip
    if _sections(listed) >= FEWEST:
        return _with_bold_titles(sorted([*real, *listed], key=lambda each: each.line), tokens)
    return bold


def _sections(headings: list[Heading]) -> int:
    return sum(section_of(heading.text) is not None for heading in headings)


def without_matter(text: str) -> tuple[Mapping[str, Any], str]:
    """Return the values of the front matter, and the text with blank lines in its place."""
    found = re.match(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", text, re.DOTALL)
    if not found:
        return {}, text
    from quizapp.decks.yaml_nodes import read_values  # few documents begin like that

    value = read_values("", found[1]).value
    if not isinstance(value, dict):
        return {}, text
    return value, "\n" * found[0].count("\n") + text[found.end() :]


def tags_of(value: object) -> tuple[str, ...]:
    """Return the front matter's tags: a list, or what commas and spaces part."""
    found = value if isinstance(value, list) else re.split(r"[,\s]+", value) if isinstance(value, str) else []
    return tuple(dict.fromkeys("-".join(str(each).strip("#").split()) for each in found if str(each).strip("# ")))


def _headings(tokens: list[Any], *, bold: bool) -> Iterator[Heading]:
    for index, token in enumerate(tokens):
        if token.level or not token.map:
            continue
        if token.type == "heading_open":
            yield Heading(int(token.tag[1]), tokens[index + 1].content, token.map[0] + 1, token.map[1])
        elif bold and (text := _bold(tokens, index)) and section_of(text):
            yield Heading(BOLD, text, token.map[0] + 1, token.map[0] + 1)


def _with_bold_titles(headings: list[Heading], tokens: list[Any]) -> list[Heading]:
    """Return the headings with the lines in bold that are titles of concepts: what a thing is follows them at once."""
    titles = [
        Heading(BOLD, text, token.map[0] + 1, token.map[1])
        for index, token in enumerate(tokens)
        if not token.level and token.map and (text := _bold(tokens, index, alone=True)) and not names_section(text)
    ]
    known = {heading.line for heading in headings}
    merged = sorted([*headings, *(each for each in titles if each.line not in known)], key=lambda each: each.line)
    dropped = set()
    for title, after in pairwise([*merged, None]):
        if title is None or title.line in known:
            continue
        if after is None or names_section(after.text) is not SectionName.WHAT:
            dropped.add(title.line)
        else:
            title.level = max(1, after.level - 1)
    return [each for each in merged if each.line not in dropped]


def _bold(tokens: list[Any], index: int, *, alone: bool = False) -> str:
    """Return the words of a paragraph's first line where it is bold as a whole; `alone`: it is the paragraph."""
    if tokens[index].type != "paragraph_open":
        return ""
    found = re.match(r"(?:\d+[.)]\s+)?(\*\*|__)(.{1,120}?)\1\s*:?\s*(?:\n|\Z)", tokens[index + 1].content)
    return found[2] if found and not (alone and found.end() < len(tokens[index + 1].content)) else ""


def _code(tokens: list[Any]) -> Iterator[tuple[str, str, int]]:
    for token in tokens:
        if token.type == "fence" and token.map:
            yield (token.info.split() or ["python"])[0].strip("{}.") or "python", token.content, token.map[0] + 1
