"""Writes question banks in Moodle's GIFT format."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from quizapp.formats.common.card_deck import CardDeck, ImportedCard
from quizapp.formats.common.export_losses import Holds
from quizapp.formats.common.flatten_question import question_and_answer
from quizapp.formats.common.numeric_answers import numeric_answer, written
from quizapp.formats.common.question_fields import NO_CORRECTION
from quizapp.formats.moodle.gift_answers import ESSAY

HOLDS = Holds(
    kinds=frozenset(("recall", "choice", "multi", "true_false", "typed", "match")),
    fields=frozenset(("accept", "correction", "tolerance", "between")), tags=True,
)  # fmt: skip

_SPECIAL = re.compile(r"[\\~=#{}:\n]")


def write(deck: CardDeck) -> bytes:
    """Return a bank with all cards of a deck, its topics as categories, ids and tags in comments.

    It holds choices, multis, statements, typed answers, pairs, and questions whose answer is revealed as essays with
    feedback. Other kinds become such essays; hints, files and reviews are left out.
    """
    parts = []
    for topic in deck.topics:
        parts.append(f"$CATEGORY: {' '.join(topic.title.split())}\n")
        parts.extend(_question(card) for card in topic.cards)
    return "\n".join(parts).encode("utf-8", "surrogatepass")


def _question(card: ImportedCard) -> str:
    marks = " ".join([f"[id:{card.id}]", *(f"[tag:{' '.join(tag.replace(']', ')').split())}]" for tag in card.tags)])
    ask, answers = _answers(card.body)
    return f"// {marks}\n[markdown]{_escaped(ask)} {{{answers}}}\n"


def _answers(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return what is asked, and what stands between the braces."""
    ask, kind, explain = str(body["ask"]), body["kind"], str(body.get("explain", ""))
    if kind == "choice":
        lines = [f"=%100%{_escaped(body['answer'])}", *(f"~%0%{_escaped(text)}" for text in body["distractors"])]
    elif kind == "multi":
        share = f"{100 / len(body['answers']):.5f}"
        lines = [f"~%{share}%{_escaped(text)}" for text in body["answers"]]
        lines += [f"~%-100%{_escaped(text)}" for text in body.get("distractors", ())]
    elif kind == "typed" and (numbers := _numbers(body)):
        return ask, _laid_out(numbers, explain, before="#")
    elif kind == "typed":
        lines = [f"=%100%{_escaped(text)}" for text in (body["answer"], *body.get("accept", ()))]
    elif kind == "true_false":
        lines = ["TRUE" if body["answer"] else "FALSE"]
        correction = body.get("correction", "")
        explain = explain if body["answer"] else "" if correction == NO_CORRECTION else correction
    elif kind == "match" and not any("->" in pair["left"] for pair in body["pairs"]):
        lines = [f"={_escaped(pair['left'])} -> {_escaped(pair['right'])}" for pair in body["pairs"]]
    else:
        ask, answer = question_and_answer(body)
        lines, explain = [], "" if answer == ESSAY else answer
    return ask, _laid_out(lines, explain)


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


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: "\\n" if found[0] == "\n" else f"\\{found[0]}", text)
