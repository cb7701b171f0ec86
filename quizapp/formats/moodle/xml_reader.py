"""Reads question banks in Moodle's XML."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from quizapp.core.literal_text import literal
from quizapp.errors import Problem
from quizapp.formats.common import question_fields
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.deck_builder import Draft, gather
from quizapp.formats.common.html_in_markdown import without_html
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.numeric_answers import numeric_answer
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.shown_media import list_missing
from quizapp.formats.common.text_source import ProblemLog, head_text
from quizapp.formats.common.xml_tree import Element, root_of_file
from quizapp.formats.moodle.categories import topic_of
from quizapp.formats.moodle.cloze import markdown_around_gaps, pieces_of
from quizapp.formats.moodle.gift_answers import ESSAY, partly_right

NAME = "moodle"
TITLE = "question banks in Moodle's XML"
FACTS = Facts(
    name="Moodle XML",
    section="question-banks",
    evidence="the XML element `quiz` with questions in it",
    keeps=("tags", "media"),
    samples=("moodle.xml",),
)

_SLOT = re.compile(r"\[\[(\d{1,3})\]\]")


def recognise(path: Path, head: bytes) -> bool:
    """Return whether this is XML with the element `quiz` and a question in it."""
    text = head_text(head).lstrip()
    return text.startswith("<") and bool(re.search(r"<quiz\b[^>]{0,500}>\s{0,99}(?:<!--|<question\b|</quiz>)", text))


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the cards of a file. Raises QuizError for a file that is too large."""
    return imported_cards(*read_cards(path, text_file(path)))


def read_cards(path: Path, content: bytes) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return the questions of a bank; categories are topics. Descriptions are listed, not read."""
    notes = ProblemLog(str(path))
    quiz = root_of_file(content, "quiz", notes)
    files: dict[str, Callable[[], bytes]] = {}
    drafts: list[Draft] = []
    topic = ""
    for question in quiz.all("question") if quiz else ():
        kind = question.attributes.get("type", "")
        if kind == "category":
            topic = topic_of(question.value("category/text"))
        elif draft := _draft(question, kind, topic, notes):
            drafts.append(draft)
            files |= _files(question)
    if not drafts and not notes.has_errors:
        notes.error("no-cards", "no question was found", "A bank has `<question type=...>` elements.", 1, 1)
    deck = gather(path, drafts, notes, in_folder=False)
    if deck:
        deck = replace(deck, media=files)
        list_missing(deck, notes, "Export the questions again, with their files.")
    return deck, notes.problems()


def _draft(question: Element, kind: str, topic: str, notes: ProblemLog) -> Draft | None:
    ask = _text(question.one("questiontext")) or question.value("name/text")
    make = _KINDS.get(kind)
    if kind == "description":
        notes.unplaced("a description, which asks nothing,", question.line)
        return None
    if make is None:
        notes.unplaced(f"a question of the type `{kind[:40]}`", question.line, 1, f"Known are {', '.join(_KINDS)}.")
        return None
    body = make(question, ask, _text(question.one("generalfeedback"))) if ask else None
    if body is None:
        notes.unplaced(f"a question of the type `{kind}`", question.line, 1, "It needs a text and a right answer.")
        return None
    tags = tuple("-".join(tag.value("text").split()) for tags in question.all("tags") for tag in tags.all("tag"))
    given = question.value("idnumber")
    return Draft(body=body, line=question.line, given=given, topic=topic, tags=tuple(filter(None, tags)))


def _text(element: Element | None) -> str:
    """Return the text of an element as Markdown: HTML where its format says so."""
    if element is None:
        return ""
    inner = element.one("text")
    raw = (inner.text if inner else element.text).strip()
    raw = raw.replace("@@PLUGINFILE@@/", "")
    form = element.attributes.get("format", "html")
    if form == "markdown":
        return without_html(raw)
    return literal(raw) if form == "plain_text" else markdown_around_gaps(raw)


def _answers(question: Element) -> Iterator[tuple[float, str, str]]:
    """Yield what each answer is worth in percent, its text and its feedback."""
    for answer in question.all("answer"):
        try:
            value = float(answer.attributes.get("fraction", "0"))
        except ValueError:
            value = 0.0
        yield value, _text(answer), _text(answer.one("feedback"))


def _said(question: Element, remark: str) -> str:
    said = [f"- {text}: {feedback}" for _, text, feedback in _answers(question) if feedback and text]
    return "\n\n".join(filter(None, ["\n".join(said), remark]))


def _options(question: Element, ask: str, remark: str) -> question_fields.Body | None:
    found = list(_answers(question))
    several = question.attributes.get("type") == "oumultiresponse"
    single = not several and question.value("single").lower() in ("true", "1", "")
    best = max((value for value, _, _ in found), default=0.0)
    right = [text for value, text, _ in found if (value == best if single else value > 0) and value > 0]
    wrong = [text for _, text, _ in found if text not in right]
    if single:  # each of several that are right counts alone: one is asked for
        right = right[:1]
    return question_fields.options(ask, right, wrong, _said(question, remark), multi=not single)


def _truth(question: Element, ask: str, remark: str) -> question_fields.Body | None:
    right = [text.strip().lower() for value, text, _ in _answers(question) if value > 0]
    said = [feedback for value, _, feedback in _answers(question) if feedback and value <= 0]
    if not right or right[0] not in ("true", "false"):
        return _options(question, ask, remark)
    return question_fields.true_false(ask, right[0] == "true", "\n\n".join(filter(None, [*said, remark])))


def _typed(question: Element, ask: str, remark: str) -> question_fields.Body | None:
    found = [(value, text) for value, text, _ in _answers(question) if value > 0 and text.strip("* ")]
    best = max((value for value, _ in found), default=0.0)
    texts = [text for value, text in found if value == best]
    return question_fields.typed(ask, texts, _said(question, remark)) if texts else None


def _number(question: Element, ask: str, remark: str) -> question_fields.Body | None:
    rated = [(value, answer) for (value, _, _), answer in zip(_answers(question), question.all("answer"), strict=True)]
    read = [
        (value, found)
        for value, answer in rated
        if (found := numeric_answer(f"{_text(answer)}:{answer.value('tolerance') or '0'}"))
    ]
    best = max((value for value, _ in read), default=0.0)
    partly = partly_right([each for each in read if 0 < each[0] < best])
    right = [found for value, found in read if value == best > 0]
    return question_fields.number_question(ask, right, "\n\n".join(filter(None, [partly, remark])))


def _match(question: Element, ask: str, remark: str) -> question_fields.Body | None:
    pairs = [(_text(each), _text(each.one("answer"))) for each in question.all("subquestion")]
    return question_fields.match(ask, ((left, right) for left, right in pairs if left and right), remark)


def _essay(question: Element, ask: str, remark: str) -> question_fields.Body | None:
    return question_fields.recall(ask, _text(question.one("graderinfo")) or remark or ESSAY)


def _cloze(question: Element, ask: str, remark: str) -> question_fields.Body | None:
    pieces = pieces_of(ask)
    return question_fields.cloze(pieces, remark) if pieces else None


def _slots(question: Element, ask: str, remark: str) -> question_fields.Body | None:
    """Return a text whose gaps are filled from a list: by dragging, or by choosing."""
    words = [*question.all("selectoption"), *question.all("dragbox")]
    texts = [_text(each) for each in words]
    pieces: list[str | question_fields.Gap] = []
    last = 0
    for found in _SLOT.finditer(ask):
        index = int(found[1]) - 1
        if not 0 <= index < len(texts) or not texts[index]:
            return None
        group = words[index].value("group")
        others = sorted(
            {text for each, text in zip(words, texts, strict=True) if each.value("group") == group and text}
        )
        pieces += [ask[last : found.start()], question_fields.Gap((texts[index],), " / ".join(others))]
        last = found.end()
    return question_fields.cloze([*pieces, ask[last:]], remark) if pieces else None


def _order(question: Element, ask: str, remark: str) -> question_fields.Body | None:
    lines = [text for _, text, _ in _answers(question) if text]
    return question_fields.order(ask, lines, remark) if len(set(lines)) == len(lines) else None


def _places(question: Element, ask: str, remark: str) -> question_fields.Body | None:
    """Return lines to be put in order, which a plugin writes as pairs of a line and its place."""
    pairs = [(_text(each.one("answer")).strip(), _text(each)) for each in question.all("subquestion")]
    lines = [line for place, line in sorted(pairs, key=lambda each: int(each[0])) if line] if _counted(pairs) else []
    return question_fields.order(ask, lines, remark) if len(set(lines)) == len(lines) else None


def _counted(pairs: Sequence[tuple[str, str]]) -> bool:
    return all(place.isascii() and place.isdigit() and len(place) < 4 for place, _ in pairs)


def _rows(question: Element, ask: str, remark: str) -> question_fields.Body | None:
    """Return statements and, for each, the column that is right, such as true or false."""
    columns = {each.attributes.get("number", ""): _text(each.one("responsetext")) for each in question.all("column")}
    right = {
        each.attributes.get("rownumber", ""): columns.get(each.attributes.get("columnnumber", ""), "")
        for each in question.all("weight")
        if each.value("value").strip("0. ")
    }
    rows = [(_text(each.one("optiontext")), each) for each in question.all("row")]
    said = [f"- {text}: {told}" for text, each in rows if (told := _text(each.one("feedbacktext")))]
    explain = "\n\n".join(filter(None, ["\n".join(said), remark]))
    return question_fields.match(
        ask, ((text, right.get(each.attributes.get("number", ""), "")) for text, each in rows), explain
    )


_KINDS: dict[str, Callable[[Element, str, str], question_fields.Body | None]] = {
    "multichoice": _options,
    "truefalse": _truth,
    "shortanswer": _typed,
    "numerical": _number,
    "matching": _match,
    "essay": _essay,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _slots,
    "ddwtos": _slots,
    "ordering": _order,
    "order": _places,
    "oumultiresponse": _options,
    "mtf": _rows,
    "kprime": _rows,
}


def _files(question: Element) -> dict[str, Callable[[], bytes]]:
    """Return the files that a question carries, read only when they are kept."""
    found: dict[str, Callable[[], bytes]] = {}
    waiting = [question]
    while waiting:
        element = waiting.pop()
        waiting += element.children
        if element.name == "file" and element.attributes.get("encoding", "base64") == "base64":
            name = element.attributes.get("name", "")
            if name and "/" not in name and "\\" not in name:
                found[name] = partial(_decoded, element.text)
    return found


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except binascii.Error as error:
        raise OSError(f"no base64: {error}") from None
