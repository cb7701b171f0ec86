"""A Markdown document as headings with what stands under each of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from quizapp.formats.markdown.section_titles import section_of

BOLD = 7  # the level of a line in bold that stands for a heading
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*")


@dataclass(slots=True)
class Heading:
    """A heading, the text under it up to the next, and the code in that: language, source, line."""

    level: int  # 1 to 6, or BOLD
    text: str
    line: int  # from 1
    end: int  # the line after the heading, from 0
    body: str = ""
    code: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Document:
    """The headings in order, the text before the first, and the values of the front matter."""

    headings: tuple[Heading, ...]
    lead: str
    matter: Mapping[str, Any]


def document_of(text: str) -> Document:
    """Return the parts of a document. Lines in bold are headings where hardly any real ones name sections."""
    from markdown_it import MarkdownIt

    matter, text = _without_matter(text)
    tokens = MarkdownIt("commonmark", {"maxNesting": 40}).parse(text)
    found = list(_headings(tokens, bold=False))
    if sum(section_of(heading.text) is not None for heading in found) < 3:
        found = list(_headings(tokens, bold=True))
    lines = text.splitlines()
    stops = [*(heading.line - 1 for heading in found[1:]), len(lines)]
    for heading, stop in zip(found, stops, strict=False):
        heading.body = "\n".join(line for line in lines[heading.end : stop] if not _RULE.fullmatch(line)).strip()
        heading.code = [block for block in _code(tokens) if heading.line < block[2] <= stop]
    lead = "\n".join(lines[: found[0].line - 1] if found else lines).strip()
    return Document(tuple(found), lead, matter)


def _without_matter(text: str) -> tuple[Mapping[str, Any], str]:
    """Return the values of the front matter, and the text with blank lines in its place."""
    found = re.match(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", text, re.DOTALL)
    if not found:
        return {}, text
    from quizapp.decks.yaml_nodes import read_values  # few documents begin like that

    value = read_values("", found[1]).value
    if not isinstance(value, dict):
        return {}, text
    return value, "\n" * found[0].count("\n") + text[found.end() :]


def _headings(tokens: list[Any], *, bold: bool) -> Iterator[Heading]:
    for index, token in enumerate(tokens):
        if token.level or not token.map:
            continue
        if token.type == "heading_open":
            yield Heading(int(token.tag[1]), tokens[index + 1].content, token.map[0] + 1, token.map[1])
        elif bold and token.type == "paragraph_open" and (text := _bold(tokens[index + 1])):
            yield Heading(BOLD, text, token.map[0] + 1, token.map[0] + 1)


def _bold(inline: Any) -> str:
    """Return the words of a paragraph's first line where it is bold as a whole and names a section."""
    found = re.match(r"(?:\d+[.)]\s+)?(\*\*|__)(.{1,120}?)\1\s*:?\s*(?:\n|\Z)", inline.content)
    return found[2] if found and section_of(found[2]) else ""


def _code(tokens: list[Any]) -> Iterator[tuple[str, str, int]]:
    for token in tokens:
        if token.type == "fence" and token.map:
            yield (token.info.split() or ["python"])[0].strip("{}.") or "python", token.content, token.map[0] + 1
