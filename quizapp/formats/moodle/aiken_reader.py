"""Reads question banks in the Aiken format: a question, options with letters, `ANSWER: B`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from quizapp.core.literal_text import literal
from quizapp.errors import Problem
from quizapp.formats.common import question_fields
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.deck_builder import Draft, gather
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.text_source import ProblemLog, head_text, text_of

NAME = "aiken"
TITLE = "question banks in the Aiken format"
FACTS = Facts(
    name="Aiken",
    section="question-banks",
    evidence="options with letters, and a line `ANSWER: B`",
    keeps=(),
    samples=("aiken.txt",),
)

_OPTION = re.compile(r"\s{0,9}([A-Za-z])(?:[.):]\s+|\)|\.(?!\s|[A-Za-z]\.))(\S.*)")
_ANSWER = re.compile(r"\s{0,9}(?:CORRECT )?ANS(?:WERS?)?\s{0,3}[:=]\s{0,9}(.{0,200})", re.IGNORECASE)
_REMARK = re.compile(r"\s{0,9}(?:EXPLANATION|FEEDBACK|REASON)\s{0,3}:\s{0,9}(.*)", re.IGNORECASE)
_NUMBER = re.compile(r"\A\s{0,9}(?:(?:Q(?:uestion)?[ .]{0,2})?\d{1,4}[.):]|Question\s?:)\s+(?=\S)", re.IGNORECASE)
_LABELLED = re.compile(r"\(?([A-Za-z])[.):]\s+\S")
_NOT_LETTERS = re.compile(r"[\s,;&]+|\band\b|[.)]")


@dataclass(slots=True)
class _Item:
    """A question that is being read; the letters and texts of its options in their order."""

    line: int = 0
    asks: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    answer: str | None = None
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Marked:
    """What a line may be, by how it begins."""

    option: re.Match[str] | None
    answer: re.Match[str] | None
    remark: re.Match[str] | None


def recognise(path: Path, head: bytes) -> bool:
    """Return whether a line `ANSWER: B` follows options with letters."""
    text = head_text(head)
    return bool(
        re.search(
            r"(?m)^[ \t]{0,9}[A-Za-z][.):][ \t]*\S.{0,2000}\n+[ \t]{0,9}(?i:(?:CORRECT )?ANS(?:WERS?)?)\s{0,3}[:=]"
            r"[ \t]{0,9}\(?[A-Za-z](?![\w'])",
            text,
        )
    )


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the cards of a file. Raises QuizError for a file that is too large."""
    return imported_cards(*read_cards(path, text_file(path)))


def read_cards(path: Path, content: bytes) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return a choice for every question, or a multi where several letters are right."""
    notes = ProblemLog(str(path))
    text = text_of(path, content, notes)
    if text is None:
        return None, notes.problems()
    drafts = [draft for item in _items(text) if (draft := _draft(item, notes))]
    if not drafts:
        notes.error("no-cards", "no question was found", "Options are `A. text`; then `ANSWER: A`.", 1, 1)
    return gather(path, drafts, notes), notes.problems()


def _items(text: str) -> Iterator[_Item]:
    """Yield the questions: an answer ends one, and so does a blank line after options that have none."""
    item = _Item()
    blank = False
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            blank = True
            continue
        marked = _Marked(_OPTION.fullmatch(line), _ANSWER.fullmatch(line), _REMARK.fullmatch(line))
        ended = item.answer is not None and not marked.remark
        if ended or (blank and item.options and not marked.answer and not _goes_on(item, marked.option)):
            yield item
            item = _Item()
        item.line = item.line or number
        _add_line(item, line, marked)
        blank = False
    if item.line:
        yield item


def _goes_on(item: _Item, option: re.Match[str] | None) -> bool:
    """Return whether a line is the option after the last one."""
    return option is not None and ord(option[1].upper()) == ord(item.options[-1][0]) + 1


def _add_line(item: _Item, line: str, marked: _Marked) -> None:
    """Add a line to a question, as what it is there."""
    if marked.answer and (item.options or item.asks):
        item.answer = marked.answer[1]
    elif marked.remark and item.options:
        item.remarks.append(marked.remark[1])
    elif marked.option and item.asks and (item.options or marked.option[1] in "Aa"):
        item.options.append((marked.option[1].upper(), marked.option[2].strip()))
    elif item.options:
        letter, text = item.options[-1]
        item.options[-1] = letter, f"{text}\n{line.strip()}"
    else:
        item.asks.append(line)


def _draft(item: _Item, notes: ProblemLog) -> Draft | None:
    labelled = _LABELLED.match(item.answer or "")  # such as `b) the text of it`
    letters = (labelled[1] if labelled else _NOT_LETTERS.sub("", item.answer or "")).upper()
    known = {letter for letter, _ in item.options}
    ask = _NUMBER.sub("", "\n".join(item.asks), count=1).strip()
    if not ask or not letters or not set(letters) <= known or len(item.options) < 2:
        why = "It needs a text, options `A. text` to choose from and `ANSWER:` with the letter of one of them."
        notes.unplaced("a question", item.line, 1, why)
        return None
    right = [literal(text) for letter, text in item.options if letter in letters]
    wrong = [literal(text) for letter, text in item.options if letter not in letters]
    body = question_fields.options(literal(ask), right, wrong, literal("\n".join(item.remarks).strip()))
    return Draft(body=body, line=item.line) if body else None
