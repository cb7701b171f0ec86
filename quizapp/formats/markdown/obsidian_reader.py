"""Reads the flashcards of Obsidian's spaced repetition plugin out of a note, with what it knows of their dates."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from quizapp.errors import Problem
from quizapp.formats.common import question_fields
from quizapp.formats.common.card_deck import CardDeck, ImportedHistory
from quizapp.formats.common.deck_builder import Draft, digest, gather
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.reader import ReadOptions, text_file
from quizapp.formats.common.text_source import Notes, head_text, text_of
from quizapp.formats.markdown.obsidian_cloze import CLOZES, cloze_bodies, masked
from quizapp.formats.markdown.recognise import is_concept_document

NAME = "obsidian"
TITLE = "Obsidian notes with spaced repetition flashcards"

_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_TAG = re.compile(r"(?<!\S)#flashcards?((?:/[^\s#/]{1,200})*)/?(?!\S)")
_ONLY_TAGS = re.compile(r"(?:#[^\s#]{1,200}\s*)+")
_OTHER_TAG = re.compile(r"(?<!\S)#([^\s#]{1,200})(?!\S)")
_SCHEDULE = re.compile(r"<!--SR:([^>\n]{0,5000}?)-->")
_REVIEW = re.compile(r"!?(\d{4}-\d\d-\d\d),(\d{1,6}(?:\.\d{1,9})?),(\d{1,6})")
_BULLET = re.compile(r"(?:[-*+]|\d{1,9}[.)])\s+")
_SPACED_PAIR = re.compile(r"(?m)^(?!::)\S[^\n]{0,500}?\s::?:\s[^\n]{0,500}?\S|^(?!::)[^\n]{0,500}?\S:::?\s[^\s:]")
_DUMMY = "2000-01-01"  # what the plugin writes for a sibling that was never asked


@dataclass(slots=True)
class _Block:
    """Lines without a blank one between them."""

    line: int
    front: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    kind: str = ""  # the separator: ? or ??
    schedule: str = ""


def recognise(path: Path, head: bytes) -> bool:
    """Return whether a note has the plugin's tag or dates, or lines in its notation."""
    text = masked(head_text(head))
    if is_concept_document(text) or re.search(r"(?m)^(?:Q:|A:|C:|ANSWER:|\$CATEGORY|::)", text):
        return False
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
    notes = Notes(str(path))
    text = text_of(path, content, notes)
    if text is None:
        return None, notes.problems()
    lines = text.split("\n")
    topic, start = _front_matter(lines)
    drafts = list(_drafts(lines, start, topic, frozenset(clozes), notes))
    if not drafts:
        notes.add("no-cards", "no card was found", "A card is a line such as `front::back`.", 1, 1, "error")
    return gather(path, drafts, notes), notes.problems()


def _front_matter(lines: Sequence[str]) -> tuple[str, int]:
    """Return the topic that the front matter's tags give, and the index of the first line after it."""
    if not lines or lines[0].strip() != "---":
        return "", 0
    end = next((index for index, line in enumerate(lines[1:400], 1) if line.strip() == "---"), 0)
    found = re.search(r"(?<![\w/])#?flashcards?/([^\s,\]\"']{1,200})", "\n".join(lines[1:end]))
    return (found[1] if found else ""), end + 1 if end else 0


def _drafts(
    lines: Sequence[str], start: int, topic: str, clozes: frozenset[str], notes: Notes
) -> Iterator[Draft]:  # fmt: skip
    last: list[Draft] = []
    for block in _blocks(lines, start, notes):
        text = "\n".join(block.front).strip()
        if not block.kind and not block.back and _ONLY_TAGS.fullmatch(text):
            found = _TAG.search(text)
            topic = found[1].strip("/") if found else topic
        if not text and block.schedule:
            _schedule(last, block, notes)
            last = []
            continue
        last = list(_cards(block, topic, clozes, notes))
        _schedule(last, block, notes)
        yield from last


def _blocks(lines: Sequence[str], start: int, notes: Notes) -> Iterator[_Block]:
    """Yield the blocks of a note: at a blank line, at a line with a separator, at the end."""
    block: _Block | None = None
    fence = closing = ""
    for number, line in enumerate(lines[start:], start + 1):
        bare = line.strip()
        if closing:
            closing = "" if closing in bare else closing
            continue
        opened = _FENCE.match(line)
        if fence or opened:
            fence = _fence(fence, opened, bare)
            block = _added(block, line, number)
            continue
        closing = _comment(bare)
        if closing:
            continue
        # A line of tags alone is yielded with the next: a longer block need not be looked at again for each line.
        if bare and block and len(block.front) == 1 and _ONLY_TAGS.fullmatch(block.front[0]) and not block.kind:
            yield block
            block = None
        block, done = _line(block, line, number, notes)
        yield from done
    if block:
        yield block


def _fence(fence: str, opened: re.Match[str] | None, bare: str) -> str:
    """Return the fence that is open after a line that opens, closes or holds code."""
    if not fence:
        return opened[1] if opened else ""
    return "" if opened and opened[1].startswith(fence) and bare == opened[1] else fence


def _comment(bare: str) -> str:
    """Return what ends a comment that begins in this line and goes on; '' where none does."""
    if bare.startswith("<!--") and "-->" not in bare:
        return "-->"
    return "%%" if bare.startswith("%%") and "%%" not in bare[2:] else ""


def _line(block: _Block | None, line: str, number: int, notes: Notes) -> tuple[_Block | None, list[_Block]]:
    """Return the block that is open after a line outside of code, and those that the line ended."""
    found = _SCHEDULE.search(line)
    bare = _SCHEDULE.sub("", line).strip()
    if found and not bare:
        block = block or _Block(number)  # without text: it belongs to the line before it
        block.schedule = found[1]
        return None, [block]
    if not bare:
        return None, [block] if block else []
    if bare in ("?", "??"):
        if block is None or block.kind or not block.front:
            notes.unplaced(f"a line `{bare}` that follows no question", number)
        else:
            block.kind = bare
        return block, []
    if not (block and block.kind) and separator(bare):
        single = _Block(number, [bare], kind=separator(bare), schedule=found[1] if found else "")
        return None, [block, single] if block else [single]
    block = _added(block, _SCHEDULE.sub("", line).rstrip(), number)
    if found:
        block.schedule = found[1]
    return block, []


def _added(block: _Block | None, line: str, number: int) -> _Block:
    block = block or _Block(number)
    (block.back if block.kind else block.front).append(line)
    return block


def separator(line: str) -> str:
    """Return `:::` or `::` where a line has a front and a back around it, outside of inline code; else ''."""
    found = re.search(r"(?<!:)(:::?)(?!:)", masked(line))
    return found[1] if found and line[: found.start()].strip() else ""


def _cards(block: _Block, topic: str, clozes: frozenset[str], notes: Notes) -> Iterator[Draft]:
    text = "\n".join(block.front).strip()
    found = _TAG.search(masked(text))
    topic = found[1].strip("/") if found and found[1] else topic
    tags = tuple(tag for tag in _OTHER_TAG.findall(masked(text)) if not tag.startswith("flashcard"))
    made = list(_bodies(block, _TAG.sub("", text).strip(), clozes, notes))
    note = digest(text) if len(made) > 1 else ""
    for body in made:
        yield Draft(body=body, line=block.line, topic=topic, note=note, tags=tags)


def _bodies(block: _Block, text: str, clozes: frozenset[str], notes: Notes) -> Iterator[question_fields.Body]:
    if not block.kind:
        yield from cloze_bodies(text, clozes, block.line, notes)
        return
    if block.kind in ("::", ":::"):
        text = _BULLET.sub("", text, count=1) if _BULLET.match(text) else text
        index = masked(text).index(block.kind) if block.kind in masked(text) else len(text)
        front, back = text[:index].strip(), text[index + len(block.kind) :].strip()
    else:
        front, back = text, "\n".join(block.back).strip()
    if not front or not back:
        notes.unplaced("a card without a front or a back", block.line)
        return
    yield question_fields.recall(front, back)
    if block.kind in (":::", "??"):
        yield question_fields.recall(back, front)


def _schedule(drafts: Sequence[Draft], block: _Block, notes: Notes) -> None:
    """Give the drafts the dates of a comment, in their order; a date that is none is listed."""
    if not block.schedule:
        return
    for draft, (day, interval, _) in zip(drafts, _REVIEW.findall(block.schedule), strict=False):
        try:
            due = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
        except ValueError:
            notes.unplaced(f"the date `{day}`", block.line)
            continue
        if day != _DUMMY:
            draft.history = ImportedHistory(due_ms=int(due.timestamp() * 1000), interval_days=float(interval))
