"""Reads Markdown whose headings are the fronts of cards, as mdanki does, with `%` between longer fronts and backs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from quizapp.errors import Problem
from quizapp.formats.common import question_fields
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.deck_builder import Draft, digest, gather
from quizapp.formats.common.html_in_markdown import drafts_without_html
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.numbered_cloze import HAS_CLOZE, numbered_bodies
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.text_source import ProblemLog, head_text, text_of
from quizapp.formats.markdown.checklist_questions import OPTION
from quizapp.formats.markdown.document import tags_of, without_matter
from quizapp.formats.markdown.heading_outline import Outline, Section
from quizapp.formats.markdown.obsidian_cloze import masked
from quizapp.formats.markdown.project_documents import README, project_document
from quizapp.formats.markdown.recognise import names_sections

NAME = "headings"
TITLE = "Markdown with a card under every heading"
FACTS = Facts(
    name="Markdown headings as fronts (mdanki, md2anki, md2apkg)",
    section="headings",
    evidence="headings that all have a short text, or that ask; a line `%`",
    keeps=("tags", "media"),
    samples=("headings.md",),
)

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".qmd")  # suffixes of Markdown
FEWEST_QUESTIONS = 3  # headings that ask, by which a README is a deck

_ANY_HEADING = re.compile(r"(?m)^#{1,6}[ \t]+\S")
_OTHERS = re.compile(r"(?m)^(?:Q:|A:|C:|ANSWER:|\?\??[ \t]*$)|<!--SR:|#flashcards?\b")
_MARKED = re.compile(
    r"(?m)^(?:%|<!-- md2apkg split -->)[ \t]*$|^(?:\[#[^\]\n]{1,100}\]\([^)\n]{0,200}\)[ \t]*)+$|^#{1,6} .*\{\{c\d+::"
)


def recognise(path: Path, head: bytes) -> bool:
    """Return whether headings are the fronts of cards: by marks, because they ask, or because all have short texts."""
    raw = head_text(head)
    plain = masked(raw)
    if not _ANY_HEADING.search(plain) or OPTION.search(plain) or _OTHERS.search(plain) or names_sections(raw):
        return False
    if is_marked(plain):
        return True
    deck = Outline.of(without_matter(raw)[1])
    if kind := project_document(path, [section.text for section in deck.sections]):
        return kind == README and deck.asking >= FEWEST_QUESTIONS and deck.asking * 2 > len(deck.cards)
    return deck.asking * 2 > len(deck.cards) or (deck.is_short and _may_be_markdown(path, deck))


def is_marked(plain: str) -> bool:
    """Return whether a text without its code has marks that only decks have."""
    return _MARKED.search(plain) is not None


def _may_be_markdown(path: Path, deck: Outline) -> bool:
    """Return whether headings are hardly comments, which begin with one `#` in many kinds of files."""
    suffix = path.suffix.lower()
    return suffix in MARKDOWN or (suffix in ("", ".txt") and all(section.level > 1 for section in deck.cards))


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the cards of a file. Raises QuizError for a file that is too large."""
    return imported_cards(*read_cards(path, text_file(path)))


def read_cards(path: Path, content: bytes) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return a card for every heading with text under it; a first heading of level 1 over others names the deck."""
    notes = ProblemLog(str(path))
    text = text_of(path, content, notes)
    if text is None:
        return None, notes.problems()
    matter, text = without_matter(text)
    outline = Outline.of(text)
    drafts = list(_Cards(outline, tags_of(matter.get("tags")), notes).drafts())
    if not drafts:
        notes.error("no-cards", "no card was found", "A card is a heading `## ...` with text under it.", 1, 1)
    return gather(path, drafts_without_html(drafts), notes, _title(matter, outline)), notes.problems()


def _title(matter: Mapping[str, Any], outline: Outline) -> str:
    """Return the title of the deck: that of the first heading, or of the front matter; '' where there is none."""
    given = matter.get("title")
    return outline.title.text if outline.title else given if isinstance(given, str) else ""


@dataclass(frozen=True, slots=True)
class _Cards:
    """Makes the cards of an outline; `tags` are those of the document."""

    outline: Outline
    tags: tuple[str, ...]
    notes: ProblemLog

    def drafts(self) -> Iterator[Draft]:
        """Yield the cards. A heading without text is a topic for the deeper ones after it."""
        if self.outline.before.strip("-* \n"):
            self.notes.unplaced("the text before the first heading", 1)
        above: list[Section] = []
        cards = {id(section) for section in self.outline.cards}
        for section in self.outline.sections:
            above = [each for each in above if each.level < section.level]
            if section is self.outline.title:
                if section.sides()[1]:
                    self.notes.unplaced("the text under the title", section.line)
            elif id(section) in cards:
                yield from self.card(section, "/".join(each.text.replace("/", " ") for each in above))
            else:
                above.append(section)

    def card(self, section: Section, topic: str) -> Iterator[Draft]:
        """Yield the card of a heading, or one for each deletion of it."""
        front, back, own = section.sides()
        tags = (*self.tags, *own)
        if HAS_CLOZE.search(front):
            bodies = list(numbered_bodies(front, partial(self.notes.unplaced, line=section.line), back))
            note = digest(front) if len(bodies) > 1 else ""
            for body in bodies:
                yield Draft(body=body, line=section.line, tags=tags, topic=topic, note=note)
        elif back:
            yield Draft(body=question_fields.recall(front, back), line=section.line, tags=tags, topic=topic)
        else:
            self.notes.unplaced("a heading without text under it", section.line)
