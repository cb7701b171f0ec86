"""The rows of quizapp's own tables: what a row says of a card, and the card that it is, exactly."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from quizapp.formats.common.card_deck import CardDeck, ImportedCard
from quizapp.formats.common.deck_builder import Draft
from quizapp.formats.common.flatten_question import question_and_answer
from quizapp.formats.common.local_media import media_of
from quizapp.formats.common.question_fields import FILL, Body, recall
from quizapp.questions.registry import kind_named, question_from

# The first columns of each row; `also right 1`, `wrong 1` and so on follow. Tables of older versions have the first 7.
COLUMNS = ("front", "back", "explanation", "hint", "tags", "deck", "id", "kind", "siblings", "list", "more")
OLDEST = COLUMNS[:7]
ALSO, WRONG = "also right", "wrong"

_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?%s[,;\t]" % b"[,;\t]".join(name.encode() for name in COLUMNS[:8]))
_GAP = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_NUMBERED = re.compile(r"\{\{c1::(.*?)\}\}", re.DOTALL)
_FALSE = "False. "
# What must be the same for a question to stay of its kind.
_ESSENTIAL: Mapping[str, tuple[str, ...]] = {
    "recall": ("ask", "answer"),
    "typed": ("ask", "answer"),
    "choice": ("ask", "answer", "distractors"),
    "multi": ("ask", "answers"),
    "true_false": ("ask", "answer"),
    "order": ("ask", "lines"),
    "match": ("ask", "pairs"),
    "cloze": ("text",),
}
# What the column `more` holds of a question, as JSON, where the other columns do not say it.
_MORE: Mapping[str, type | tuple[type, ...]] = {
    "ask": str,
    "between": list,
    "case": bool,
    "correction": str,
    "language": str,
    "tolerance": (int, float),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The cells of a question's own: both sides, other right answers, and wrong options."""

    front: str
    back: str
    also: tuple[str, ...] = ()  # of a text with gaps: those of each gap, with `|` between them
    wrong: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)  # of _MORE


def starts_own_table(head: bytes) -> bool:
    """Return whether a file begins with the header that quizapp writes."""
    return _HEAD.match(head) is not None


def exact_text(content: bytes) -> str | None:
    """Return the text of a table that quizapp wrote, every character as it is; None for any other file."""
    if not starts_own_table(content):
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:  # another program saved it
        return None


def own_separator(line: str) -> str:
    """Return what separates the columns of the header that quizapp writes; '' for any other line."""
    return line[len(COLUMNS[0])] if _HEAD.match(line[:200].encode("utf-8", "replace")) else ""


def is_own(names: Sequence[str]) -> bool:
    """Return whether a header is that of quizapp's tables."""
    return tuple(names[: len(COLUMNS)]) == COLUMNS


def cells_of(body: Mapping[str, Any]) -> Cells:
    """Return the cells of a question that `kept` returned."""
    kind, ask = body["kind"], str(body["ask"])
    if kind == "cloze":
        also = tuple(found.partition("::")[0].partition("|")[2] for found in _GAP.findall(body["text"]))
        return Cells(front=_GAP.sub(_numbered, body["text"]), back=str(body.get("explain", "")), also=_trimmed(also))
    if kind == "multi":
        return Cells(front=ask, back="\n".join(body["answers"]), wrong=tuple(body.get("distractors", ())))
    if kind == "order":
        return Cells(front=ask, back="\n".join(body["lines"]))
    if kind == "match":
        return Cells(front=ask, back="\n".join(f"{pair['left']}: {pair['right']}" for pair in body["pairs"]))
    if kind == "true_false":
        return Cells(front=ask, back="True" if body["answer"] else f"{_FALSE}{body.get('correction', '')}")
    also, wrong = (_trimmed(body.get(name, ())) for name in ("accept", "distractors"))
    return Cells(front=ask, back=str(body["answer"]), also=also, wrong=wrong)


def _numbered(found: re.Match[str]) -> str:
    """Return a gap as Anki writes it, with the number 1: all of them are one card. The first answer is kept."""
    answers, mark, hint = found[1].partition("::")
    return f"{{{{c1::{answers.partition('|')[0]}{mark}{hint}}}}}"


def _trimmed(texts: Sequence[str]) -> tuple[str, ...]:
    """Return texts without the empty ones at the end."""
    count = max((index for index, text in enumerate(texts, 1) if text), default=0)
    return tuple(texts[:count])


def _cloze(cells: Cells) -> Body:
    others = iter(cells.also)

    def gap(found: re.Match[str]) -> str:
        answer, mark, hint = found[1].partition("::")
        also = next(others, "")
        return f"{{{{{answer}{'|' if also else ''}{also}{mark}{hint}}}}}"

    return {"kind": "cloze", "ask": FILL, "text": _NUMBERED.sub(gap, cells.front)}


def _true_false(cells: Cells) -> Body:
    if cells.back.strip().casefold() == "true":
        return {"kind": "true_false", "ask": cells.front, "answer": True}
    correction = re.sub(r"\A(?i:false)(?:\. |\.?\s*\Z)", "", cells.back)
    return {"kind": "true_false", "ask": cells.front, "answer": False, "correction": correction}


def _match(cells: Cells) -> Body:
    pairs = (line.partition(": ") for line in cells.back.split("\n"))
    return {"kind": "match", "ask": cells.front, "pairs": [{"left": left, "right": right} for left, _, right in pairs]}


def _multi(cells: Cells) -> Body:
    answers = cells.back.split("\n")
    return {"kind": "multi", "ask": cells.front, "answers": answers, "distractors": list(cells.wrong)}


def _order(cells: Cells) -> Body:
    return {"kind": "order", "ask": cells.front, "lines": cells.back.split("\n")}


def _typed(cells: Cells) -> Body:
    accept = {"accept": list(cells.also)} if cells.also else {}
    return {"kind": "typed", "ask": cells.front, "answer": cells.back, **accept}


def _choice(cells: Cells) -> Body:
    return {"kind": "choice", "ask": cells.front, "answer": cells.back, "distractors": list(cells.wrong)}


_QUESTIONS: Mapping[str, Callable[[Cells], Body]] = {
    "recall": lambda cells: recall(cells.front, cells.back),
    "typed": _typed,
    "choice": _choice,
    "multi": _multi,
    "true_false": _true_false,
    "order": _order,
    "match": _match,
    "cloze": _cloze,
}


def _question(kind: str, cells: Cells, explain: str, hint: str) -> Body:
    """Return the question that cells give; fields that are empty are left out."""
    body = _QUESTIONS[kind](cells)
    said = cells.back if kind == "cloze" else explain
    return {**body, **cells.more} | {name: text for name, text in (("explain", said), ("hint", hint)) if text}


def kept(deck: CardDeck) -> CardDeck:
    """Return a deck as a table gives it back."""
    topics = tuple(replace(topic, cards=tuple(map(_kept, topic.cards)), tags=()) for topic in deck.topics)
    return replace(deck, topics=topics, media={})


def _kept(card: ImportedCard) -> ImportedCard:
    body = _kept_body(card.body)
    tags = tuple(tag for tag in card.tags if tag and "\n" not in tag)
    return card._replace(body=body, tags=tags, media=media_of(body), history=None)


def _kept_body(body: Mapping[str, Any]) -> Body:
    kind, hint = str(body["kind"]), str(body.get("hint", ""))
    explain = str(body.get("explain", ""))
    if kind in _QUESTIONS:
        cells = cells_of(body)
        made = _question(kind, replace(cells, more=_more(body, cells)), explain, hint)
        if all((made.get(name) or None) == (body.get(name) or None) for name in _ESSENTIAL[kind]):
            return made
    return recall(*question_and_answer(body)) | ({"hint": hint} if hint else {})


def _more(body: Mapping[str, Any], cells: Cells) -> dict[str, Any]:
    """Return what the cells do not say of a question."""
    made = _QUESTIONS[body["kind"]](cells)
    return {name: body[name] for name in _MORE if name in body and body[name] != made.get(name)}


def row_of(card: ImportedCard, topic_title: str, topic_id: str) -> tuple[list[str], Cells]:
    """Return the first cells of a card that `kept` returned, and the cells of its question."""
    cells, body = cells_of(card.body), card.body
    explain = "" if body["kind"] == "cloze" else str(body.get("explain", ""))
    sides = [cells.front, cells.back, explain, str(body.get("hint", ""))]
    more = _more(body, cells)
    place = [_tags_cell(card.tags), topic_title, card.id, str(body["kind"]), card.note, topic_id]
    return [*sides, *place, json.dumps(more, ensure_ascii=False) if more else ""], cells


def _tags_cell(tags: Sequence[str]) -> str:
    """Return tags with blanks between them; each on a line of its own where one has a blank, a comma or a semicolon."""
    if any(tag.split() != [tag] or "," in tag or ";" in tag for tag in tags):
        return "".join(f"{tag}\n" for tag in tags)
    return " ".join(tags)


def draft_of(row: Mapping[str, str], line: int, words: Callable[[str], Sequence[str]]) -> Draft | None:
    """Return the card of a row, by the names of its columns; None where it is no question of the kind that it names.

    `words` splits tags that a person wrote on one line.
    """
    kind = row.get("kind", "").strip()
    if kind not in _QUESTIONS:
        return None
    also, wrong = (_trimmed([text for name, text in row.items() if name.startswith(f"{each} ")])
                   for each in (ALSO, WRONG))  # fmt: skip
    cells = Cells(front=row["front"], back=row.get("back", ""), also=also, wrong=wrong, more=_read_more(row))
    body = _question(kind, cells, row.get("explanation", ""), row.get("hint", ""))
    if not _is_sound(body):
        return None
    tags = row.get("tags", "")
    return Draft(
        body=body,
        line=line,
        given=row.get("id", "").strip(),
        topic=row.get("deck", ""),
        topic_id=row.get("list", "").strip(),
        note=row.get("siblings", ""),
        tags=tuple(tag for tag in tags.split("\n") if tag) if "\n" in tags else tuple(words(tags)),
    )


def _read_more(row: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields in the column `more`; none where it is no JSON object of them."""
    try:
        found = json.loads(row.get("more") or "{}")
    except (ValueError, RecursionError):
        return {}
    items = found.items() if isinstance(found, dict) else ()
    known = {name: value for name, value in items if name in _MORE and isinstance(value, _MORE[name])}
    return {name: value for name, value in known.items() if _is_plain(value)}


def _is_plain(value: Any) -> bool:
    """Return whether a list, if it is one, is of lists of numbers."""
    rows = value if isinstance(value, list) else []
    return all(isinstance(row, list) and all(isinstance(each, int | float) for each in row) for row in rows)


def _is_sound(body: Body) -> bool:
    """Return whether a question may be in a deck: a person may have changed its cells."""
    try:
        question = question_from({"id": "row", "section": "", **body})
    except TypeError:  # a field that the kind does not have
        return False
    return bool(question.ask.strip()) and not list(kind_named(body["kind"]).faults(question))
