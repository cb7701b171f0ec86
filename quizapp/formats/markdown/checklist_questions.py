"""Reads questions whose options are a checklist: `- [x]` is right, `- [ ]` is wrong."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quizapp.errors import Problem
from quizapp.formats.common import question_fields
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.deck_builder import Draft, gather
from quizapp.formats.common.html_in_markdown import drafts_without_html
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.text_source import ProblemLog, head_text, text_of
from quizapp.formats.markdown.obsidian_cloze import masked

NAME = "checklists"
TITLE = "Markdown questions with checkboxes"
FACTS = Facts(
    name="Markdown checklists",
    section="checklists-and-quizzes",
    evidence="`- [x]` and `- [ ]` in one list, under something that asks",
    keeps=("media",),
    samples=("checklists.md",),
)

FEWEST_OF = 4  # lists with boxes, of which one has right and wrong options: the answers of some may be unknown

OPTION = re.compile(r"(?m)^[ \t]{0,3}[-*+][ \t]{1,4}\[([ xX])\](?:[ \t]+|$)")
_ASKS = re.compile(r"(?m)^#{1,6}[ \t]+\S|[?:：？][ \t*]*$|^\**(?:Q(?:uestion)?[ .]?)?\d+[.):]")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t#]*")
_NUMBER = re.compile(r"^(?:Q(?:uestion)?[ .]{0,2})?\d{1,4}[.):][ \t]*(?=\S)", re.IGNORECASE)


@dataclass(slots=True)
class _Item:
    """A question that is being read: what asks, its options, and what explains."""

    asks: list[str] = field(default_factory=list)
    line: int = 0
    options: list[tuple[bool, list[str]]] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


def recognise(path: Path, head: bytes) -> bool:
    """Return whether lists with boxes have right and wrong options under something that asks.

    A list of things to do has few boxes that are ticked, or all.
    """
    text = head_text(head)
    plain = masked(text)
    first = OPTION.search(plain)
    if first is None or not _ASKS.search(plain[: first.start()]) or len({*OPTION.findall(plain.lower())}) < 2:
        return False
    lists = [item for item, _, _ in _items(text)]
    return sum(_draft(item, "", ProblemLog("")) is not None for item in lists) * FEWEST_OF >= len(lists)


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the cards of a file. Raises QuizError for a file that is too large."""
    return imported_cards(*read_cards(path, text_file(path)))


def read_cards(path: Path, content: bytes) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return a choice for every list with one right option, and a multi for every one with several."""
    notes = ProblemLog(str(path))
    text = text_of(path, content, notes)
    if text is None:
        return None, notes.problems()
    drafts, title = [], ""
    for item, topic, name in _items(text):
        title = title or name
        draft = _draft(item, topic, notes)
        if draft:
            drafts.append(draft)
    if not drafts:
        notes.error("no-cards", "no question was found", "Options are `- [x] right` and `- [ ] wrong`.", 1, 1)
    return gather(path, drafts_without_html(drafts), notes, title), notes.problems()


def _items(text: str) -> Iterator[tuple[_Item, str, str]]:
    """Yield the items with their topic and the title of the document."""
    item, topic, title = _Item(), "", ""
    for number, (line, plain) in enumerate(zip(text.split("\n"), masked(text).split("\n"), strict=True), 1):
        mark = OPTION.match(plain)
        heading = _HEADING.fullmatch(line) if plain[:1] == "#" and len(line) < 2000 else None
        if item.options and _ends(item, line, mark, heading):
            yield item, topic, title
            item = _Item()
        if heading and not mark:
            title, topic, item = _heading(heading, number, item, title, topic)
        else:
            _line(item, line, number, mark)
    if item.options:
        yield item, topic, title


def _heading(
    found: re.Match[str], number: int, item: _Item, title: str, topic: str
) -> tuple[str, str, _Item]:  # fmt: skip
    """Return the title, the topic and the item after a heading: a heading over another is a topic."""
    if len(found[1]) == 1 and not title:
        return found[2], topic, _Item()
    if item.asks and item.asks[0].startswith("\0") and not any(line.strip() for line in item.asks[1:]):
        topic = item.asks[0][1:]
    return title, topic, _Item(asks=["\0" + found[2]], line=number)


def _ends(item: _Item, line: str, mark: re.Match[str] | None, heading: re.Match[str] | None) -> bool:
    """Return whether a line belongs to the next question."""
    if heading:
        return True
    if mark:
        return any(text.strip() for text in item.after)
    bare = line.strip()
    blank_before = bool(item.after) and not item.after[-1].strip()
    return bool(_NUMBER.match(bare.strip("* "))) or (blank_before and bare.endswith("?"))


def _line(item: _Item, line: str, number: int, mark: re.Match[str] | None) -> None:
    if mark:
        item.options.append((mark[1] != " ", [line[mark.end() :]]))
    elif item.options and not item.after and line[:1] in (" ", "\t") and line.strip():
        item.options[-1][1].append(line.strip())
    elif item.options:
        item.after.append(line)
    elif line.strip() or item.asks:
        if _NUMBER.match(line.strip("* ")) and not any(text.strip() for text in item.asks if text[:1] != "\0"):
            item.asks, item.line = [], number  # the heading over numbered questions is not the first one's text
        item.line = item.line or number
        item.asks.append(line)


def _draft(item: _Item, topic: str, notes: ProblemLog) -> Draft | None:
    ask = "\n".join(line.lstrip("\0") for line in item.asks).strip().strip("-\n ")
    ask = _NUMBER.sub("", ask.removeprefix("**").removesuffix("**") if ask.count("**") == 2 else ask).strip()
    texts = [(right, "\n".join(lines).strip()) for right, lines in item.options]
    right, wrong = [text for good, text in texts if good], [text for good, text in texts if not good]
    body = question_fields.options(ask, right, wrong, _explained(item.after)) if ask and wrong else None
    if body is None:
        why = "It needs a text above it, one right option `- [x]` and one wrong `- [ ]`."
        notes.unplaced("a list of options", item.line or 1, 1, why)
        return None
    return Draft(body=body, line=item.line, topic=topic)


def _explained(lines: Sequence[str]) -> str:
    """Return what stands after the options, without the marks of a quotation and rules."""
    kept = [re.sub(r"^>[ \t]?", "", line) for line in lines if not re.fullmatch(r"\s*(?:-{3,}|\*{3,})\s*", line)]
    return "\n".join(kept).strip()
