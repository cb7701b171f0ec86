"""Reads question banks in Moodle's GIFT format."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quizapp.core.literal_text import literal
from quizapp.errors import Problem
from quizapp.formats.common import question_fields
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.deck_builder import Draft, gather
from quizapp.formats.common.html_to_markdown import is_html
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.text_source import ProblemLog, head_text, text_of
from quizapp.formats.moodle.categories import topic_of
from quizapp.formats.moodle.cloze import is_gap, markdown_around_gaps, pieces_of
from quizapp.formats.moodle.gift_answers import EXACT, body_of, plain, shown
from quizapp.formats.moodle.own_gift import exact_text, marks_in

NAME = "gift"
TITLE = "question banks in GIFT"
FACTS = Facts(
    name="GIFT",
    section="question-banks",
    evidence="answers in braces that begin with `=` or `~`, `::titles::`, `$CATEGORY:`",
    keeps=("tags", "media"),
    samples=("bank.gift",),
)

_COMMENT = re.compile(r"(?m)^[ \t]*//.*$")
_MOST_COMMENT = 20_000  # characters that are searched for ids and tags
_SET_APART = "\0"  # what a comment leaves: it ends no question, as a blank line would
_TOKEN = re.compile(
    r"(?s)\\.|(?m:^)[ \t]*\$CATEGORY:[^\n]*|\{\{(?!\s{0,9}[=~#])[^{}\n]{0,200}\}\}|[{}]"
    r"|\n[ \t]*(?=\n|\Z)|\n(?=[ \t]*(?:::|\$CATEGORY:))"
)
_TITLE = re.compile(r"\s*::((?:\\.|:(?!:)|[^\\:]){0,2000})::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_CATEGORY = re.compile(r"\s*\$CATEGORY:[ \t]*(.*)")
_ANSWERS = re.compile(r"(?<!\\)\{[ \t\n]*(?:[=~][^=]|#\s{0,9}[-\d=]|T(?:RUE)?[}#]|F(?:ALSE)?[}#])")
_ESSAY = re.compile(r"(?m)(?:^::|^[^\n{}]{0,500}[^\s{}:=,(\[-])[ \t]*\n?[ \t]*\{[ \t\n]*\}[ \t]*$")
_ANSWER_AGAIN = re.compile(r"[ \t]*\n[ \t]*[~=]")


@dataclass(slots=True)
class _Item:
    """A question's text, with the indices of its braces in it; -1 where it has none."""

    start: int
    text: str
    opens: int = -1
    closes: int = -1


def recognise(path: Path, head: bytes) -> bool:
    """Return whether there are answers in braces that begin as GIFT's do, with titles, categories or questions."""
    text = re.sub(r"\A(?:\s{0,9}//[^\n]{0,5000}\n)+", "", head_text(head))
    if re.match(r"\s*(?:[<\[]|\{(?!\s{0,9}[=~#]))|---\n", text) and not re.match(
        r"\s*\[(?:html|markdown|plain|moodle)\]", text
    ):
        return False
    if re.search(r"(?m)^\$CATEGORY:", text):
        return True
    answers = _ANSWERS.search(text) or _ESSAY.search(text) or is_gap(text)
    titled = re.search(r"(?m)^[ \t]*::[^:\n]{0,500}::", text)
    code = re.search(r"(?m)^(?:#include|import |def |class |const |function |Q:|C:)|;\n", text)
    return bool(answers and (titled or not code) and not re.search(r"\{\{c\d|^#{1,6} \S", text, re.MULTILINE))


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the cards of a file. Raises QuizError for a file that is too large."""
    return imported_cards(*read_cards(path, text_file(path)))


def read_cards(path: Path, content: bytes) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return the questions of a bank; categories are topics. Descriptions are listed, not read."""
    notes = ProblemLog(str(path))
    exact = exact_text(content)
    text = exact or text_of(path, content, notes)
    if text is None:
        return None, notes.problems()
    marks = _marks(text)
    apart = _COMMENT.sub(_SET_APART, text)
    places = [found.start() for found in re.finditer("\n", apart)]
    topic, given, drafts = "", "", []
    for item in _items(apart):
        line = bisect_right(places, item.start - 1) + 1
        category = _CATEGORY.match(item.text)
        if category:
            topic = topic_of(category[1])
            given = next((value for name, value in _near(marks, line, category[0]) if name == "list"), "")
            item = _item(apart, item.start + category.end(), item.start + len(item.text), *_braces(item))
        draft = _draft(item, line, notes, own=exact is not None) if item.text.strip(" \n\t\0") else None
        if draft:
            draft.topic, draft.topic_id = topic, given
            _mark(draft, marks, line, item.text)
            drafts.append(draft)
    if not drafts:
        notes.error("no-cards", "no question was found", "A question is a text and `{=right ~wrong}`.", 1, 1)
    return gather(path, drafts, notes), notes.problems()


def _braces(item: _Item) -> tuple[int, int]:
    """Return the indices of an item's braces in the whole text."""
    return (item.start + item.opens if item.opens >= 0 else -1, item.start + item.closes if item.closes >= 0 else -1)


def _marks(text: str) -> dict[int, list[tuple[str, str]]]:
    """Return the ids and tags in the comments, by their lines."""
    found: dict[int, list[tuple[str, str]]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("//") and (marks := marks_in(line[:_MOST_COMMENT])):
            found[number] = marks
    return found


def _near(marks: dict[int, list[tuple[str, str]]], line: int, text: str) -> list[tuple[str, str]]:
    """Return the ids and tags of the comments in a text that begins at a line, and of the comment right before it."""
    lines = range(line - 1, line + text.count("\n") + 1)
    return [mark for number in lines for mark in marks.pop(number, ())]


def _mark(draft: Draft, marks: dict[int, list[tuple[str, str]]], line: int, text: str) -> None:
    """Give a draft the id and the tags of the comments in it, and of the one right before it."""
    found = _near(marks, line, text)
    draft.given = next((value for name, value in found if name == "id"), "")
    draft.tags = tuple(value for name, value in found if name == "tag")


def _items(text: str) -> Iterator[_Item]:
    """Yield the questions: a blank line ends one, and so does a title or a category at the start of a line."""
    start, opens, closes, depth, inner = 0, -1, -1, 0, -1
    for found in _TOKEN.finditer(text):
        mark, index = found[0], found.start()
        if mark == "{":
            again = -1 if is_gap(text, index) else text.rfind("\n", closes, index) if closes >= 0 else -1
            if again > 0 and _ANSWER_AGAIN.match(text, again):
                closes, depth = -1, 1  # the previous brace was in an answer
            elif again > 0:  # without a blank line between them
                yield _Item(start, text[start:again], opens - start, closes - start)
                start, opens, closes = again + 1, -1, -1
            opens = index if opens < 0 else opens
            depth += 1
        elif mark == "}" and depth:
            depth -= 1
            inner = index
            closes = index if not depth and closes < 0 else closes
        elif mark[0] == "\n" and (
            not depth or inner >= 0 or text[found.end() : found.end() + 3].strip()[:2] in ("::", "$C")
        ):
            if text[start:index].strip(" \n\t\0"):
                yield _item(text, start, index, opens, closes if closes >= 0 else _inner(text, opens, inner))
            start, opens, closes, depth, inner = index + 1, -1, -1, 0, -1
    if text[start:].strip(" \n\t\0"):
        yield _item(text, start, len(text), opens, closes if closes >= 0 else _inner(text, opens, inner))


def _inner(text: str, opens: int, inner: int) -> int:
    """Return the last brace that closes, where one more was opened among the answers: then that one is text."""
    return inner if inner >= 0 and not re.search(r"\n[ \t]*\n", text[opens:inner]) else -1


def _item(text: str, start: int, end: int, opens: int, closes: int) -> _Item:
    if closes >= 0 and _ANSWER_AGAIN.match(text, closes + 1):  # a brace in an answer was taken for the end
        closes = text.rfind("}", closes, end)
    return _Item(start, text[start:end], opens - start if opens >= 0 else -1, closes - start if closes >= 0 else -1)


def _draft(item: _Item, line: int, notes: ProblemLog, *, own: bool) -> Draft | None:
    """Return the question of an item; quizapp's `own` texts are taken as they are."""
    line += len(item.text[: len(item.text) - len(item.text.lstrip(" \n\t\0"))].split("\n")) - 1
    if item.opens < 0:
        if not _CATEGORY.match(item.text):
            notes.unplaced("a description, which asks nothing,", line)
        return None
    if item.closes < 0:
        notes.unplaced("a question whose answers are not closed by `}`", line)
        return None
    before, after = item.text[: item.opens].replace(_SET_APART, ""), item.text[item.closes + 1 :]
    answers = item.text[item.opens + 1 : item.closes]
    title = _TITLE.match(before)
    if is_gap(item.text, item.opens):
        return _gapped(item.text[title.end() if title else 0 :].replace(_SET_APART, ""), line, notes)
    before = before[title.end() :] if title else before
    form = _FORMAT.match(before)
    kind = form[1].lower() if form else ""
    kind = EXACT if own and kind == "markdown" else kind
    front, tail = shown(before[form.end() :] if form else before, kind), shown(after.replace(_SET_APART, ""), kind)
    ask = f"{front} _____ {tail}".strip() if tail else front or (plain(title[1]).strip() if title else "")
    body: question_fields.Body | None = body_of(ask, answers.replace(_SET_APART, ""), kind) if ask else None
    if body is None:
        notes.unplaced("a question", line, 1, "It needs a text and answers of one kind, one of them right.")
        return None
    return Draft(body=body, line=line)


def _literal(text: str) -> str:
    return literal(plain(text))


def _gapped(text: str, line: int, notes: ProblemLog) -> Draft | None:
    """Return a text with gaps in the notation of Moodle's cloze questions, which banks in GIFT hold too."""
    form = _FORMAT.match(text)
    kind = form[1].lower() if form else ""
    text = text[form.end() :] if form else text
    rich = kind == "html" or (kind in ("", "moodle") and is_html(text))
    pieces = pieces_of(markdown_around_gaps(text) if rich else text.strip()) or []
    convert = plain if rich or kind == "markdown" else _literal
    body = question_fields.cloze([convert(piece) if isinstance(piece, str) else piece for piece in pieces])
    if body is None:
        notes.unplaced("a text with gaps", line, 1, "A gap is such as `{1:SHORTANSWER:=right}`.")
        return None
    return Draft(body=body, line=line)
