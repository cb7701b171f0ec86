"""Reads the flashcards of Obsidian's spaced repetition plugin out of a note, with what it knows of their dates."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizapp.errors import Problem
from quizapp.formats.common import question_fields
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.deck_builder import Draft, digest, gather
from quizapp.formats.common.html_in_markdown import drafts_without_html
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.text_source import ProblemLog, head_text, text_of
from quizapp.formats.markdown.obsidian_blocks import ONLY_TAGS, Block, Comment, blocks_of
from quizapp.formats.markdown.obsidian_cloze import CLOZES, cloze_bodies, masked, masked_formulas
from quizapp.formats.markdown.obsidian_schedule import history_of, newest, segments_of
from quizapp.formats.markdown.recognise import is_concept_document

NAME = "obsidian"
TITLE = "Obsidian notes with spaced repetition flashcards"
FACTS = Facts(
    name="Obsidian: spaced repetition plugin",
    section="obsidian",
    evidence="the tag `#flashcards`, comments `<!--SR:-->`, lines `front::back` or `?`",
    keeps=("tags", "media", "schedule"),
    samples=("obsidian.md",),
    written="dates, `--obsidian`",
)

_TAG = re.compile(r"(?<!\S)#flashcards?((?:/[^\s#/]{1,200})*)/?(?!\S)")
_OTHER_TAG = re.compile(r"(?<!\S)#([^\s#]{1,200})(?!\S)")
_BULLET = re.compile(r"(?:[-*+]|\d{1,9}[.)])\s+")
_SPACED_PAIR = re.compile(r"(?m)^(?!::)\S[^\n]{0,500}?\s::?:\s[^\n]{0,500}?\S|^(?!::)[^\n]{0,500}?\S:::?\s[^\s:]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A block of a note with its cards, in the order of the segments of its comments."""

    block: Block
    drafts: Sequence[Draft]
    comments: list[Comment]


def recognise(path: Path, head: bytes) -> bool:
    """Return whether a note has the plugin's tag or dates, or lines in its notation."""
    text = masked(head_text(head))
    if re.search(r"(?m)^(?:[QAC]:(?!:)|ANSWER:|\$CATEGORY|::)", text):
        return False
    return _is_note(text) and not is_concept_document(text)


def _is_note(text: str) -> bool:
    pair = _SPACED_PAIR.search(text) or re.search(r"(?m)^(?!::)[^\n]{0,500}[^\n:]:::?[^\n:]", text)
    split = re.search(r"(?m)^[^\n]{0,500}\S[^\n]{0,500}\n\?\??[ \t]*$", text)
    if _TAG.search(text) or re.search(r"(?m)\A---\n(?:.{0,500}\n){0,40}?.{0,500}\bflashcards\b", text):
        return bool(pair or split or "==" in text or "<!--SR:" in text)
    return bool("<!--SR:" in text or split or len(_SPACED_PAIR.findall(text)) >= 2)


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the cards of a file. Raises QuizError for a file that is too large."""
    return imported_cards(*read_cards(path, text_file(path)))


def read_cards(
    path: Path, content: bytes, *, clozes: Collection[str] = CLOZES
) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return the cards of a note. `clozes` says what hides a part of a text: `==`, `**` and `{{` are known."""
    notes = ProblemLog(str(path))
    text = text_of(path, content, notes)
    if text is None:
        return None, notes.problems()
    lines = text.split("\n")
    drafts: list[Draft] = []
    for entry in entries_of(lines, frozenset(clozes), notes):
        _schedule(entry, notes)
        drafts += entry.drafts
    if not drafts:
        notes.error("no-cards", "no card was found", "A card is a line such as `front::back`.", 1, 1)
    return gather(path, drafts_without_html(drafts), notes), notes.problems()


def _front_matter(lines: Sequence[str]) -> tuple[str, int]:
    """Return the topic that the front matter's tags give, and the index of the first line after it."""
    if not lines or lines[0].strip() != "---":
        return "", 0
    end = next((index for index, line in enumerate(lines[1:400], 1) if line.strip() == "---"), 0)
    found = re.search(r"(?<![\w/])#?flashcards?/([^\s,\]\"']{1,200})", "\n".join(lines[1:end]))
    return (found[1] if found else ""), end + 1 if end else 0


def entries_of(
    lines: Sequence[str], clozes: frozenset[str], notes: ProblemLog
) -> Iterator[Entry]:  # fmt: skip
    """Yield the blocks of a note that have cards, without the histories of these."""
    topic, start = _front_matter(lines)
    last: Entry | None = None
    for block in blocks_of(lines, start, notes):
        text = "\n".join(block.front).strip()
        if not text and block.comments:
            if last:
                last.comments.extend(block.comments)
            else:
                notes.unplaced("a scheduling comment that follows no card", block.first)
            continue
        if not block.kind and not block.back and ONLY_TAGS.fullmatch(text):
            found = _TAG.search(text)
            topic = found[1].strip("/") if found else topic
        if last:
            yield last
        drafts = list(_cards(block, topic, clozes, notes))
        last = Entry(block, drafts, block.comments) if drafts else None
    if last:
        yield last


def _cards(block: Block, topic: str, clozes: frozenset[str], notes: ProblemLog) -> Iterator[Draft]:
    text, back = block.sides()
    found = _TAG.search(masked(text))
    topic = found[1].strip("/") if found and found[1] else topic
    tags = tuple(tag for tag in _OTHER_TAG.findall(masked(text)) if not tag.startswith("flashcard"))
    made = list(_bodies(block, (_TAG.sub("", text).strip(), back), clozes, notes))
    note = digest(text) if len(made) > 1 else ""
    for body in made:
        yield Draft(body=body, line=block.first, topic=topic, note=note, tags=tags)


def _bodies(
    block: Block, sides: tuple[str, str], clozes: frozenset[str], notes: ProblemLog
) -> Iterator[question_fields.Body]:  # fmt: skip
    text, back = sides
    if not block.kind:
        yield from cloze_bodies(text, clozes, block.first, notes)
        return
    if block.kind in ("::", ":::"):
        text = _BULLET.sub("", text, count=1) if _BULLET.match(text) else text
        plain = masked_formulas(text, "::")
        index = plain.index(block.kind) if block.kind in plain else len(text)
        front, back = text[:index].strip(), text[index + len(block.kind) :].strip()
    else:
        front = text
    if not front or not back:
        notes.unplaced("a card without a front or a back", block.first)
        return
    yield question_fields.recall(front, back)
    if block.kind in (":::", "??"):
        yield question_fields.recall(back, front)


def _schedule(entry: Entry, notes: ProblemLog) -> None:
    """Give the cards of a block the segments of its newest comment; what cannot be read is listed."""
    if not entry.comments:
        return
    comment = newest(entry.comments)
    if len(entry.comments) > 1:
        message = f"a card has {len(entry.comments)} scheduling comments"
        notes.warn(
            "two-schedules", message, f"The one with the latest review was taken: line {comment.line}.", comment.line
        )
    segments = segments_of(comment.text)
    for segment in segments[len(entry.drafts) :]:
        notes.unplaced(f"the date `{segment[:60]}`, for which the block has no card,", comment.line)
    for draft, segment in zip(entry.drafts, segments, strict=False):
        try:
            draft.history = history_of(segment)
        except (ValueError, OverflowError):
            notes.unplaced(f"the date `{segment[:60]}`", comment.line)
