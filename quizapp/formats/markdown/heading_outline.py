"""The headings of a Markdown document as fronts of cards with the texts under them as backs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from quizapp.formats.common.numbered_cloze import HAS_CLOZE
from quizapp.formats.markdown.obsidian_cloze import masked

LONGEST_BACK = 400  # characters that half of the texts of a deck are shorter than
LONGEST_INTRODUCTION = 300  # characters before the first card
_INTRODUCTION = 20  # of them for each card
_LONE_BACK = 300  # of the text of a deck's only card
SPLITS = ("%", "<!-- md2apkg split -->")  # lines between the front and the back

_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*?)[ \t#]*")
_TAGS = re.compile(r"^\[#[^\]\n]{1,100}\]")
_TAG = re.compile(r"\[#([^\]\n]{1,100})\]")
_LINK = re.compile(r"\]\((?:#|\.{0,2}/|[^)\s:]{0,200}\.mdx?\b)")  # to another part of the same documentation

_TARGET = re.compile(r"\]\([^)\n]{0,500}\)|(?m:^\[[^\]\n]{1,99}\]:.*$)")  # of links and pictures


@dataclass(slots=True)
class Section:
    """A heading and the lines under it."""

    level: int
    text: str
    line: int  # from 1
    lines: list[str] = field(default_factory=list)

    @property
    def is_split(self) -> bool:
        """Return whether a line parts the front from the back."""
        return any(line.strip() in SPLITS for line in self.lines)

    @property
    def asks(self) -> bool:
        """Return whether the heading is a question."""
        return self.text.rstrip(" #*").endswith(("?", "？"))

    def sides(self) -> tuple[str, str, tuple[str, ...]]:
        """Return the front, the back and the tags."""
        tags = [tag for line in self.lines if _TAGS.match(line) for tag in _TAG.findall(line)]
        lines = [line for line in self.lines if not _TAGS.match(line)]
        split = next((index for index, line in enumerate(lines) if line.strip() in SPLITS), None)
        front = self.text
        if split is not None:
            front = "\n".join([front, *lines[:split]]).strip()
            lines = lines[split + 1 :]
        back = re.sub(r"(?:\n|\A)(?:-{3,}|\*{3,}|_{3,})\Z", "", "\n".join(lines).strip()).strip()
        return front, back, tuple(tags)


@dataclass(frozen=True)
class Outline:
    """The headings of a text, with the parts of an answer in it, and what is before the first."""

    sections: Sequence[Section]
    parts: int  # headings that were taken for parts of an answer
    before: str  # the text before the first heading

    @staticmethod
    def of(text: str) -> "Outline":
        """Return the outline of a text without its front matter."""
        found = list(_sections(text))
        merged = _merged(found)
        before = "\n".join(text.split("\n")[: found[0].line - 1]).strip() if found else ""
        return Outline(merged, len(found) - len(merged), before)

    @cached_property
    def title(self) -> Section | None:
        """The first heading, where it is over deeper ones and is no card."""
        first = self.sections[0] if len(self.sections) > 1 else None
        return first if first and first.level == 1 and self.sections[1].level > 1 and not first.is_split else None

    @cached_property
    def cards(self) -> list[Section]:
        """The headings that have a text, a deletion, or no deeper heading after them."""
        found = []
        for index, section in enumerate(self.sections):
            after = self.sections[index + 1] if index + 1 < len(self.sections) else None
            is_topic = after is not None and after.level > section.level and not section.sides()[1]
            if section is not self.title and not is_topic:
                found.append(section)
        return found

    @cached_property
    def asking(self) -> int:
        """How many cards ask a question."""
        return sum(section.asks for section in self.cards)

    @cached_property
    def is_short(self) -> bool:
        """Whether nearly all cards have a text, as short as an answer, and hardly anything is before the first.

        Documents that explain begin with an introduction, have long texts with headings of their own, and refer to each
        other. With `project_document`, 59 of 63 public decks and 3 of 707 other documents were found to be decks.
        """
        texts = [_TARGET.sub("", section.sides()[1]) for section in self.cards]
        backs = [
            len(text) for text, section in zip(texts, self.cards, strict=True) if text or HAS_CLOZE.search(section.text)
        ]
        count = len(self.cards)
        if not backs or len(backs) * 10 < count * 9 or (count == 1 and not (self.title and backs[0] <= _LONE_BACK)):
            return False
        introduction = self.before + "".join(self.title.lines if self.title else ()).strip()
        links = sum(len(_LINK.findall("\n".join(section.lines))) for section in self.cards)
        return (
            sorted(backs)[len(backs) // 2] <= LONGEST_BACK
            and len(introduction) <= min(_INTRODUCTION * count, LONGEST_INTRODUCTION)
            and self.parts * 4 <= count
            and links * 2 <= count
        )


def _sections(text: str) -> Iterator[Section]:
    """Yield the headings outside of code, each with the lines under it."""
    section: Section | None = None
    for number, (line, plain) in enumerate(zip(text.split("\n"), masked(text).split("\n"), strict=True), 1):
        found = _HEADING.fullmatch(line) if len(line) < 2000 and plain[:1] == "#" else None
        if found:
            if section:
                yield section
            section = Section(len(found[1]), found[2], number)
        elif section:
            section.lines.append(line)
    if section:
        yield section


def _merged(sections: Sequence[Section]) -> list[Section]:
    """Return the sections with the parts of an answer in it: deeper headings that neither ask nor have a `%`."""
    kept: list[Section] = []
    for index, section in enumerate(sections):
        over = kept[-1] if kept else section
        is_part = section.level > over.level and any(line.strip() for line in over.lines)
        if is_part and not (section.asks or section.is_split) and not (index == len(kept) == 1 and over.level == 1):
            over.lines += [f"{'#' * section.level} {section.text}", *section.lines]
        else:
            kept.append(section)
    return kept
