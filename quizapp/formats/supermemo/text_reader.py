"""Reads SuperMemo's text: lines that begin with `Q:` and `A:`, each line with its own mark."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quizapp.core.literal_text import literal
from quizapp.errors import Problem
from quizapp.formats.common import question_fields
from quizapp.formats.common.card_deck import CardDeck, ImportedHistory
from quizapp.formats.common.deck_builder import Draft, gather
from quizapp.formats.common.html_to_markdown import is_html, markdown_of
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.text_source import ProblemLog, head_text, text_of
from quizapp.formats.supermemo.xml_reader import day_of, history_from

NAME = "supermemo-text"
TITLE = "SuperMemo's text with Q: and A:"
FACTS = Facts(
    name="SuperMemo: text with `Q:` and `A:`",
    section="mnemosyne-supermemo-mochi",
    evidence="`Q:` and `A:` as SuperMemo writes them",
    keeps=("schedule",),
    samples=("supermemo.txt",),
)

_LINE = re.compile(r"([QqAa])(\d{0,2}):[ \t]?(.*)")
_LEARNT = re.compile(r"I:[ \t]*((?:[A-Z]{2,6}=\S{1,20}[ \t]*){2,10})")
_OTHER = re.compile(r"O:[ \t]*\d{1,9}[ \t]*")
# A mark that is said again in the next line, marks in lower case, or learning data: no other format has them.
_SIGN = re.compile(r"(?m)^Q:.*\nQ:|^A:(?!:).*\nA\d{0,2}:(?!:)|^I:[ \t]*REP=\d|^q:.*\n(?:q:.*\n)*a:")


@dataclass(slots=True)
class _Card:
    """A card that is being read; `state` is the learning data."""

    line: int
    asks: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    state: dict[str, str] = field(default_factory=dict)


def recognise(path: Path, head: bytes) -> bool:
    """Return whether lines begin with `Q:` and `A:` in the way that SuperMemo writes them."""
    return bool(_SIGN.search(head_text(head)))


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the cards of a file. Raises QuizError for a file that is too large."""
    return imported_cards(*read_cards(path, text_file(path)))


def read_cards(path: Path, content: bytes) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return a card for each question with its answer, and its state where the file has it."""
    notes = ProblemLog(str(path))
    text = text_of(path, content, notes)
    if text is None:
        return None, notes.problems()
    drafts = [draft for card in _cards(text.split("\n"), notes) if (draft := _draft(card, notes))]
    if not drafts:
        notes.error("no-cards", "no card was found", "A card is `Q: ...` and `A: ...` lines.", 1, 1)
    return gather(path, drafts, notes), notes.problems()


def _cards(lines: Sequence[str], notes: ProblemLog) -> Iterator[_Card]:
    card: _Card | None = None
    outside = False
    for number, line in enumerate(lines, 1):
        found = _LINE.match(line)
        if found and found[1] in "Qq":
            if card and card.answers:
                yield card
                card = None
            card = card or _Card(number)
            card.asks.append(found[3].rstrip())
        elif card and found:
            card.answers.append(found[3].rstrip())
        elif card and (learnt := _LEARNT.fullmatch(line)):
            card.state = dict(word.split("=", 1) for word in learnt[1].split())
        elif card and line.strip() and not _OTHER.fullmatch(line):
            (card.answers or card.asks).append(line.rstrip())
        elif line.strip() and not card and not outside:
            notes.unplaced("a text outside of a card", number, 1, "A card begins with `Q:`.")
            outside = True
    if card:
        yield card


def _draft(card: _Card, notes: ProblemLog) -> Draft | None:
    ask, answer = (_plain("\n".join(lines)) for lines in (card.asks, card.answers))
    if not ask or not answer:
        notes.unplaced("a question without an answer", card.line)
        return None
    return Draft(body=question_fields.recall(ask, answer), line=card.line, history=_history(card.state))


def _plain(text: str) -> str:
    return markdown_of(text.replace("\n", "<br>")) if is_html(text) or "&#" in text else literal(text.strip())


def _history(state: dict[str, str]) -> ImportedHistory | None:
    """Return the state that a line such as `I: REP=8 LAP=0 EF=3.2 UF=2.37 INT=429 LAST=27.01.06` says."""
    interval, lapses = state.get("INT", ""), state.get("LAP", "")
    if not interval.isdecimal() or not 0 < int(interval[:6]) < 100_000:
        return None
    return history_from(day_of(state.get("LAST", "")), float(interval), lapses[:6] if lapses.isdecimal() else "0")
