"""Reads flashcards in the dialect of hashcards: `Q:` and `A:`, and `C:` with a card for each [deletion]."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.core.formulas.readable import is_mathematics
from quizapp.core.literal_text import FORMULA
from quizapp.errors import Problem
from quizapp.formats.common import question_fields
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.deck_builder import Draft, digest, gather, topic_id, unique
from quizapp.formats.common.html_in_markdown import drafts_without_html
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.text_source import ProblemLog, head_text, text_of
from quizapp.formats.markdown import own_hashcards
from quizapp.formats.markdown.obsidian_cloze import masked
from quizapp.formats.markdown.recognise import is_concept_document

if TYPE_CHECKING:
    from quizapp.formats.markdown.review_database import ReviewDatabases

NAME = "hashcards"
TITLE = "Markdown flashcards with Q:, A: and C:"
FACTS = Facts(
    name="Markdown flashcards `Q:` `A:` `C:` (hashcards, repeater)",
    section="q-and-a",
    evidence="lines that begin with `Q:` and `A:`, or `C:` with a `[deletion]`",
    keeps=("media", "history", "schedule"),
    samples=("hashcards.md",),
)

MOST_COPIED = 20_000_000  # characters; each deletion is a card with the whole text

_MARK = re.compile(r"\\[\[\]]|!\[|[\[\]]")
_HEADING = re.compile(r"\s{0,3}#{1,6}(?:\s|$)")
_ASIDE = re.compile(r"\s{0,3}(?:#{1,6}(?:\s|$)|<!--.*-->\s*$)")  # what may stand between cards and is none


@dataclass(slots=True)
class _Open:
    """A card that is being read."""

    kind: str  # Q or C
    line: int
    own: bool = False  # quizapp wrote the file
    topic: tuple[str, str] = ("", "")  # its title and id
    texts: dict[str, list[str]] = field(default_factory=dict)
    side: str = ""
    lines: list[str] = field(default_factory=list)  # as they are in the file

    def write(self, side: str, line: str) -> None:
        """Add a line to a side, without the mark that it may begin with."""
        written, marked = line, not self.lines or side != self.side or line[:2] == "A:"
        self.side = side
        if marked:
            line = line[2:].removeprefix(" ") if self.own else line[2:].strip()
        self.texts.setdefault(side, []).append(line)
        self.lines.append(written)

    def whole(self, side: str) -> str:
        """Return all that a side has, as hashcards takes it."""
        return "\n".join(self.texts.get(side, []))

    def text(self, side: str) -> str:
        """Return the text of a side, without the headings at its end: they belong to the cards that follow."""
        lines = self.texts.get(side, [])
        if self.own:
            return own_hashcards.plain("\n".join(lines)).strip()
        end = len(lines)
        while side == self.side and end > 1 and (not lines[end - 1].strip() or _HEADING.match(lines[end - 1])):
            end -= 1
        return "\n".join(lines[:end]).strip()


def recognise(path: Path, head: bytes) -> bool:
    """Return whether lines begin with `Q:` and `A:`, or with `C:` and a deletion after it."""
    if own_hashcards.starts_own_file(head):
        return True
    text = masked(head_text(head))
    questions = re.search(r"(?m)^Q:(?!:)", text) and re.search(r"(?m)^A:(?!:)", text)
    clozes = re.search(r"(?m)^C:(?!:)[^\[]{0,2000}\[[^\]\n]", text)
    return bool(questions or clozes) and not re.search(r"(?m)^ANSWER:", text) and not is_concept_document(text)


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the cards of a file. Raises QuizError for a file that is too large."""
    return imported_cards(*read_cards(path, text_file(path), options.zone))


def read_cards(path: Path, content: bytes, zone: tzinfo | None = None) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return the cards of a file; a broken card is listed and does not affect others."""
    notes = ProblemLog(str(path))
    own = own_hashcards.starts_own_file(content)
    text = own_hashcards.exact_text(content) or text_of(path, content, notes)
    if text is None:
        return None, notes.problems()
    lines = text.split("\n")
    name, start = _front_matter(lines, notes)
    from quizapp.formats.markdown.review_database import reviews_beside

    reviews = reviews_beside(path, notes, zone)
    found = (draft for card in _cards(lines, start, notes, own=own) for draft in _drafts(card, reviews, notes))
    drafts = list(found) if own else drafts_without_html(_each_once(found, notes))
    if not drafts:
        notes.error("no-cards", "no card was found", "A card is a line `Q: ...` and a line `A: ...`.", 1, 1)
    return gather(path, drafts, notes, name), notes.problems()


def _each_once(drafts: Iterable[Draft], notes: ProblemLog) -> list[Draft]:
    """Return the drafts without those that are the same as one before, which are listed."""
    kept: dict[str, Draft] = {}
    for draft in drafts:
        first = kept.setdefault(repr(draft.body), draft)
        if first is not draft:
            notes.warn("duplicate-card", "a card appears twice", f"It was taken from line {first.line}.", draft.line)
    return list(kept.values())


def _front_matter(lines: Sequence[str], notes: ProblemLog) -> tuple[str, int]:
    """Return the deck's name and the index of the first line after the front matter."""
    if not lines or lines[0].strip() != "---":
        return "", 0
    end = next((index for index, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
    block = "\n".join(lines[1:end])
    if not end or re.search(r"(?m)^[QAC]:", block):
        return "", 0  # a separator that happens to stand first
    try:
        name = tomllib.loads(block).get("name", "")
    except (tomllib.TOMLDecodeError, RecursionError):
        loose = re.search(r"(?m)^name\s{0,9}[:=]\s{0,9}(.{1,200})$", block)
        name = loose[1].strip("\"' ") if loose else ""
        if not loose:
            notes.unplaced("the front matter", 1, 1, 'It is no TOML; write `name = "..."` to name the deck.')
    return (name if isinstance(name, str) else ""), end + 1


def _cards(lines: Sequence[str], start: int, notes: ProblemLog, *, own: bool) -> Iterator[_Open]:
    """Yield the cards as they end: at the next one, at a separator, at the end of the file.

    In a file that quizapp wrote (`own`), a heading after a separator is the title of a list.
    """
    card: _Open | None = None
    outside = False
    topic, names = ("", ""), dict[str, int]()
    for number, line in enumerate(lines[start:], start + 1):
        if line[:2] in ("Q:", "C:"):
            yield from _closed(card, notes)
            card = _Open(line[0], number, own, topic)
            card.write(line[0], line)
        elif line[:2] == "A:":
            _answer(card, line, number, notes)
        elif line.strip() == "---":
            yield from _closed(card, notes)
            card = None
        elif card:
            card.write(card.side, line)
        elif own and line[:2] == "# ":
            topic = line[2:], unique(topic_id(line[2:]), names)
        elif line.strip() and not outside and not _ASIDE.match(line):
            notes.unplaced("a text outside of a card", number, 1, "A card begins with `Q:` or `C:`.")
            outside = True
        outside = outside and card is None and line.strip() != "---"
    yield from _closed(card, notes)


def _answer(card: _Open | None, line: str, number: int, notes: ProblemLog) -> None:
    if card is None or card.kind == "C":
        notes.unplaced("an answer without a question", number)
    elif card.side == "A":
        notes.warn("second-answer", "a second answer in one card", "It was added to the first.", number, 1)
        card.write("A", line)
    else:
        card.write("A", line)


def _closed(card: _Open | None, notes: ProblemLog) -> Iterator[_Open]:
    if card is None:
        return
    if card.kind == "Q" and not card.text("A"):
        notes.unplaced("a question without an answer", card.line)
    elif not card.text(card.kind):
        notes.unplaced("a card without a text", card.line)
    else:
        yield card


def _drafts(card: _Open, reviews: "ReviewDatabases", notes: ProblemLog) -> Iterator[Draft]:
    """Yield the cards of a question or of a text, under the list's title."""
    for draft in _made(card, reviews, notes):
        draft.topic, draft.topic_id = card.topic
        yield draft


def _made(card: _Open, reviews: "ReviewDatabases", notes: ProblemLog) -> Iterator[Draft]:
    lines = "\n".join(card.lines)
    if card.kind == "Q":
        history = reviews.of_question(card.whole("Q"), card.whole("A"), lines)
        yield Draft(body=question_fields.recall(card.text("Q"), card.text("A")), line=card.line, history=history)
        return
    text = card.text("C")
    clean, spans = deletions(text)
    if not spans:
        notes.unplaced("a cloze without a deletion", card.line, 1, "Put what is to be recalled into [brackets].")
        return
    if len(spans) * len(clean) > MOST_COPIED:
        notes.unplaced(f"a cloze with {len(spans)} deletions", card.line, 1, "Split its text.")
        return
    note = digest(text) if len(spans) > 1 else ""
    pasts = reviews.of_deletions(card.whole("C"), lines)
    for start, end in spans:
        known = next((each for each in pasts if each[0] == clean[start:end]), None)
        if known:
            pasts.remove(known)
        parts = clean[:start], clean[start:end], clean[end:]
        body = (
            own_hashcards.cloze(*parts)
            if card.own
            else question_fields.cloze([parts[0], question_fields.Gap((parts[1],)), parts[2]])
        )
        if body is None:
            notes.unplaced("an empty deletion", card.line)
        else:
            yield Draft(body=body, line=card.line, note=note, history=known[1] if known else None)


def deletions(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text without the brackets of its deletions, and where each deletion stands in it.

    A bracket after a backslash is text, and so are those of an image, up to the first that closes. A bracket
    that is opened again before it closes, or closes alone, marks nothing. Those of a formula, such as `$[0, 1]$`,
    are its own where the text has deletions outside of formulas.
    """
    formulas = [found.span() for found in FORMULA.finditer(text) if found[0][0] == "$" or is_mathematics(found[0])]
    clean, spans = _deletions(text, formulas)
    return (clean, spans) if spans or not formulas else _deletions(text, [])


def _deletions(text: str, formulas: Sequence[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    clean: list[str] = []
    spans: list[tuple[int, int]] = []
    last = length = 0
    start: int | None = None
    image = False
    ahead = list(reversed(formulas))
    for found in _MARK.finditer(text):
        while ahead and ahead[-1][1] <= found.start():
            ahead.pop()
        if ahead and ahead[-1][0] <= found.start():
            if text[ahead[-1][0]] != "$" or found[0][0] != "\\":
                continue
            # Between dollars a backslash before a bracket is that of a card, never LaTeX's.
            clean += [text[last : found.start()], found[0][1]]
            length += found.start() - last + 1
            last = found.end()
            continue
        clean.append(text[last : found.start()])
        length += found.start() - last
        last, mark = found.end(), found[0]
        kept = _kept(mark, image)
        if mark == "[" and not image:
            start = length
        elif mark == "]" and not image and start is not None:
            spans.append((start, length))
            start = None
        image = mark == "![" or (image and mark != "]")
        clean.append(kept)
        length += len(kept)
    return "".join([*clean, text[last:]]), spans


def _kept(mark: str, image: bool) -> str:
    """Return what of a mark belongs to the text."""
    if mark[0] == "\\":
        return mark[1]
    return mark if image or mark == "![" else ""
