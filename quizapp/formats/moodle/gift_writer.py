"""Writes question banks in Moodle's GIFT format."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from quizapp.formats.common.card_deck import CardDeck, ImportedCard, Topic
from quizapp.formats.common.flatten_question import question_and_answer
from quizapp.formats.common.local_media import media_of
from quizapp.formats.common.numeric_answers import numeric_answer, written
from quizapp.formats.common.plain_text import lined
from quizapp.formats.common.question_fields import NO_CORRECTION, Body, recall
from quizapp.formats.moodle.categories import topic_of
from quizapp.formats.moodle.gift_answers import ESSAY, EXACT, body_of
from quizapp.formats.moodle.own_gift import OWN, marks_line

_SPECIAL = re.compile(r"[\\~=#{}:\n]")
_OF_NUMBERS = ("tolerance", "between")
_MOST_TAG = 100  # characters
# What must be the same for a question to stay of its kind.
_ESSENTIAL: Mapping[str, tuple[str, ...]] = {
    "choice": ("ask", "answer", "distractors"),
    "multi": ("ask", "answers", "distractors"),
    "typed": ("ask", "answer"),
    "true_false": ("ask", "answer", "correction"),
    "match": ("ask", "pairs"),
}


def kept(deck: CardDeck) -> CardDeck:
    """Return a deck as a bank gives it back: without hints, siblings, files and reviews.

    It holds choices, multis, statements, typed answers, pairs, and questions whose answer is revealed as essays with
    feedback. Other kinds become such essays.
    """
    return replace(deck, topics=tuple(map(_kept_topic, deck.topics)), media={})


def _kept_topic(topic: Topic) -> Topic:
    title = topic_of(" ".join(lined(topic.title).split())) or topic.id
    return replace(topic, title=title, cards=tuple(map(_kept, topic.cards)), tags=())


def _kept(card: ImportedCard) -> ImportedCard:
    body = _kept_body(_lined(card.body))
    tags = tuple(tag for tag in card.tags if 0 < len(tag) <= _MOST_TAG and lined(tag) == tag and "\n" not in tag)
    return card._replace(body=body, note="", tags=tags, media=media_of(body), history=None)


def _lined(value: Any) -> Any:
    """Return a question's fields with every text as lines."""
    if isinstance(value, str):
        return lined(value)
    if isinstance(value, Mapping):
        return {name: _lined(each) for name, each in value.items()}
    return [_lined(each) for each in value] if isinstance(value, list) else value


def _kept_body(body: Mapping[str, Any]) -> Body:
    if body["kind"] == "multi" and len(body["answers"]) == 1:  # a bank tells no such multi from a choice
        body = {**body, "kind": "choice", "answer": body["answers"][0]}
    bare = {name: value for name, value in body.items() if name not in _OF_NUMBERS}
    for each in (body, bare):
        if made := _read_back(each):
            return made
    ask, answer = question_and_answer(body)
    return recall(lined(ask), lined(answer))


def _read_back(body: Mapping[str, Any]) -> Body | None:
    """Return a question as a bank gives it back; None where it does not stay what it is."""
    essential = _ESSENTIAL.get(body["kind"], ())
    made = body_of(body["ask"], _braces(body), EXACT) if essential else None
    if made is None or made["kind"] != body["kind"]:
        return None
    return made if all((made.get(name) or None) == (body.get(name) or None) for name in essential) else None


def write(deck: CardDeck) -> bytes:
    """Return a bank with all cards of a deck, its lists as categories, ids and tags in comments."""
    parts = [f"{OWN}\n"]
    for topic in kept(deck).topics:
        parts.append(f"{marks_line([('list', topic.id)])}\n$CATEGORY: {topic.title}\n")
        parts.extend(_question(card) for card in topic.cards)
    return "\n".join(parts).encode("utf-8", "surrogatepass")


def _question(card: ImportedCard) -> str:
    marks = marks_line([("id", card.id), *(("tag", tag) for tag in card.tags)])
    return f"{marks}\n[markdown]{_escaped(str(card.body['ask']))} {{{_braces(card.body)}}}\n"


def _answers(body: Mapping[str, Any]) -> tuple[list[str], str]:
    """Return the answers as they are between the braces, and what is said of all of them."""
    kind, explain = body["kind"], str(body.get("explain", ""))
    if kind == "choice":
        wrong = [f"~%0%{_escaped(text)}" for text in body["distractors"]]
        return [f"=%100%{_escaped(body['answer'])}", *wrong], explain
    if kind == "multi":
        share = f"{100 / len(body['answers']):.5f}"
        right = [f"~%{share}%{_escaped(text)}" for text in body["answers"]]
        return [*right, *(f"~%-100%{_escaped(text)}" for text in body.get("distractors", ()))], explain
    if kind == "typed":
        if numbers := _numbers(body):
            return numbers, explain
        return [f"=%100%{_typed(text)}" for text in (body["answer"], *body.get("accept", ()))], explain
    if kind == "true_false" and body["answer"]:
        return ["TRUE"], explain
    if kind == "true_false":
        correction = str(body.get("correction", ""))
        said = "" if correction == NO_CORRECTION and not explain else correction
        return [f"FALSE#{_escaped(said)}" if said else "FALSE"], explain
    if kind == "match":
        return [f"={_escaped(pair['left'])} -> {_escaped(pair['right'])}" for pair in body["pairs"]], explain
    answer = str(body["answer"])
    return [], "" if answer == ESSAY else answer


def _braces(body: Mapping[str, Any]) -> str:
    """Return what is between the braces of a question."""
    return _laid_out(*_answers(body), before="#" if body["kind"] == "typed" and _numbers(body) else "")


def _numbers(body: Mapping[str, Any]) -> list[str]:
    """Return the answers of a question whose answer is a number; [] for one that is none, or that accepts a text."""
    tolerance, ranges = body.get("tolerance"), body.get("between", ())
    texts = [str(text) for text in (body["answer"], *body.get("accept", ()))]
    read = [numeric_answer(text) for text in texts]
    if (tolerance is None and not ranges) or not all(read):
        return []
    if tolerance is None and len(read) == 1:  # the middle of the range, which is what reading it gives
        texts = []
    margin = written(Decimal(repr(float(tolerance or 0))))
    lines = [f"=%100%{text}:{margin}" for text in texts]
    return lines + [f"=%100%{_end(low)}..{_end(high)}" for low, high in ranges]


def _end(number: float) -> str:
    return written(Decimal(repr(float(number))))


def _laid_out(lines: Iterable[str], explain: str, before: str = "") -> str:
    """Return the answers, a line each where there are several, and what is said of them."""
    listed = list(lines)
    text = "\n" + "".join(f"    {line}\n" for line in listed) if len(listed) > 1 else "".join(listed)
    return f"{before}{text} ####{_escaped(explain)}" if explain else before + text


def _typed(text: str) -> str:
    """Return an answer that is typed; an asterisk would stand for any text in Moodle."""
    return _escaped(text.replace("*", "\\*"))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: "\\n" if found[0] == "\n" else f"\\{found[0]}", text)
