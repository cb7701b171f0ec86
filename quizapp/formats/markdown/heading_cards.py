"""Reads Markdown whose headings are the fronts of cards, as mdanki does, with `%` between longer fronts and backs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quizapp.errors import Problem
from quizapp.formats.common import question_fields
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.deck_builder import Draft, gather
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.reader import ReadOptions, text_file
from quizapp.formats.common.text_source import ProblemLog, head_text, text_of
from quizapp.formats.markdown.checklist_questions import OPTION
from quizapp.formats.markdown.obsidian_cloze import masked
from quizapp.formats.markdown.recognise import is_concept_document

NAME = "headings"
TITLE = "Markdown with a card under every heading"

_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*?)[ \t#]*")
_TAGS = re.compile(r"^\[#[^\]\n]{1,100}\]")
_TAG = re.compile(r"\[#([^\]\n]{1,100})\]")


@dataclass(slots=True)
class _Section:
    level: int
    text: str
    line: int
    lines: list[str] = field(default_factory=list)


def recognise(path: Path, head: bytes) -> bool:
    """Return whether a card can be told from prose: by `%` alone in a line, by tags, or by headings that ask."""
    raw = head_text(head)
    text = masked(raw)
    fronts = re.findall(r"(?m)^#{2,6}[ \t]+(\S.{0,300})$", text)
    if not fronts or is_concept_document(text) or OPTION.search(text):
        return False
    if re.search(r"(?m)^(?:Q:|A:|C:|ANSWER:|\?\??[ \t]*$)|<!--SR:|#flashcards?\b", text):
        return False
    marked = re.search(r"(?m)^%[ \t]*$|^\[#[^\]\n]{1,100}\]\(", text)
    asking = sum(front.rstrip(" #*").endswith(("?", "？")) for front in fronts)
    return bool(marked) or asking * 2 > len(fronts)


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the cards of a file. Raises QuizError for a file that is too large."""
    return imported_cards(*read_cards(path, text_file(path)))


def read_cards(path: Path, content: bytes) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return a card for every heading with text under it; a first heading of level 1 names the deck."""
    notes = ProblemLog(str(path))
    text = text_of(path, content, notes)
    if text is None:
        return None, notes.problems()
    sections = _merged(list(_sections(text)))
    title = sections[0].text if sections and sections[0].level == 1 else ""
    drafts = list(_drafts(sections, notes))
    if not drafts:
        notes.error("no-cards", "no card was found", "A card is a heading `## ...` with text under it.", 1, 1)
    return gather(path, drafts, notes, title), notes.problems()


def _sections(text: str) -> Iterator[_Section]:
    """Yield the headings outside of code, each with the lines under it."""
    section: _Section | None = None
    for number, (line, plain) in enumerate(zip(text.split("\n"), masked(text).split("\n"), strict=True), 1):
        found = _HEADING.fullmatch(line) if len(line) < 2000 and plain[:1] == "#" else None
        if found:
            if section:
                yield section
            section = _Section(len(found[1]), found[2], number)
        elif section:
            section.lines.append(line)
    if section:
        yield section


def _merged(sections: Sequence[_Section]) -> list[_Section]:
    """Return the sections with the parts of an answer in it: deeper headings that neither ask nor have a `%`."""
    kept: list[_Section] = []
    for index, section in enumerate(sections):
        over = kept[-1] if kept else section
        part = section.level > over.level and any(line.strip() for line in over.lines)
        asks = section.text.rstrip(" *").endswith(("?", "？")) or "%" in (line.strip() for line in section.lines)
        if part and not asks and not (index == len(kept) == 1 and over.level == 1):
            over.lines += [f"{'#' * section.level} {section.text}", *section.lines]
        else:
            kept.append(section)
    return kept


def _drafts(sections: Sequence[_Section], notes: ProblemLog) -> Iterator[Draft]:
    """Yield the cards. A heading without text is a topic for the deeper ones after it."""
    above: list[tuple[int, str]] = []
    for index, section in enumerate(sections):
        above = [each for each in above if each[0] < section.level]
        front, back, tags = _sides(section)
        title = index == 0 and section.level == 1 and len(sections) > 1
        if title and not any(line.strip() == "%" for line in section.lines):
            if back:
                notes.unplaced("the text under the title", section.line)
        elif back:
            topic = "/".join(name for _, name in above)
            yield Draft(body=question_fields.recall(front, back), line=section.line, tags=tags, topic=topic)
        elif index + 1 < len(sections) and sections[index + 1].level > section.level:
            above.append((section.level, section.text.replace("/", " ")))
        else:
            notes.unplaced("a heading without text under it", section.line)


def _sides(section: _Section) -> tuple[str, str, tuple[str, ...]]:
    """Return the front, the back and the tags of a section."""
    tags = [tag for line in section.lines if _TAGS.match(line) for tag in _TAG.findall(line)]
    lines = [line for line in section.lines if not _TAGS.match(line)]
    split = next((index for index, line in enumerate(lines) if line.strip() == "%"), None)
    front = section.text
    if split is not None:
        front = "\n".join([front, *lines[:split]]).strip()
        lines = lines[split + 1 :]
    back = re.sub(r"(?:\n|\A)-{3,}\Z", "", "\n".join(lines).strip()).strip()
    return front, back, tuple(tags)
