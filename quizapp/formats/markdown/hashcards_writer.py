"""Writes cards in the dialect of hashcards."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from quizapp.formats.common.card_deck import CardDeck, ImportedCard
from quizapp.formats.common.export_losses import Holds
from quizapp.formats.common.flatten_question import question_and_answer
from quizapp.questions.cloze import gaps

HOLDS = Holds(kinds=frozenset(("recall", "cloze")))

_GAP = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
# A line that would begin a card, end one or be a comment; a backslash or another rule says the same in Markdown.
_MARKING = re.compile(r"(?<=\n)(?=[QAC]:|[ \t]*#)")
_RULE = re.compile(r"(?m)(?<=\n)[ \t]*---[ \t]*$")
_IMAGE = re.compile(r"!\[[^\]]*\]")


def write(deck: CardDeck) -> bytes:
    """Return a file with all cards of a deck, its topics as comments.

    The format holds questions with answers, and texts with deletions that are typed as they stand. Other kinds
    become questions with answers; hints, other accepted answers, tags and reviews are left out.
    """
    parts = [f"---\nname = {_quoted(deck.title)}\n---\n"]
    for topic in deck.topics:
        if len(deck.topics) > 1:
            parts.append("# " + " ".join(topic.title.split()) + "\n")
        for _, cards in groupby(enumerate(topic.cards), lambda each: each[1].note or each[0]):
            parts.extend(_written([card for _, card in cards]))
    return "\n".join(parts).encode("utf-8", "surrogatepass")


def _quoted(text: str) -> str:
    escaped = "".join(f"\\u{ord(each):04X}" if ord(each) < 32 or each in '"\\\x7f' else each for each in text)
    return f'"{escaped}"'


def _written(cards: Sequence[ImportedCard]) -> Iterator[str]:
    """Yield the cards of one note: those that hide parts of the same text are one text."""
    held = [_deletion(card.body) for card in cards]
    first = held[0]
    spans = [each[1] for each in held if each is not None and first is not None and each[0] == first[0]]
    if first is not None and len(spans) == len(cards) and _apart(spans):
        yield f"C: {_safe(_bracketed(first[0], spans))}\n"
        return
    for card, each in zip(cards, held, strict=True):
        if each is not None:
            yield f"C: {_safe(_bracketed(each[0], [each[1]]))}\n"
        else:
            ask, answer = question_and_answer(card.body)
            yield f"Q: {_safe(ask)}\nA: {_safe(answer)}\n"


def _deletion(body: Mapping[str, Any]) -> tuple[str, tuple[int, int]] | None:
    """Return a cloze's text and where its only gap stands; None for any other question."""
    found = list(_GAP.finditer(body["text"])) if body["kind"] == "cloze" else []
    if len(found) != 1:
        return None
    answers, hint = gaps(found[0][0])[0]
    start, text = found[0].start(), body["text"]
    if len(answers) != 1 or hint or found[0][1] != answers[0]:
        return None
    return text[:start] + answers[0] + text[found[0].end() :], (start, start + len(answers[0]))


def _apart(spans: Sequence[tuple[int, int]]) -> bool:
    return all(one[1] <= other[0] for one, other in pairwise(spans))


def _bracketed(text: str, spans: Sequence[tuple[int, int]]) -> str:
    pieces, last = [], 0
    for start, end in spans:
        pieces += [_escaped(text[last:start]), "[", _escaped(text[start:end]), "]"]
        last = end
    return "".join([*pieces, _escaped(text[last:])])


def _escaped(text: str) -> str:
    """Return a text whose brackets mark nothing; those of an image mark nothing as they are."""
    pieces, last = [], 0
    for image in _IMAGE.finditer(text):
        pieces += [re.sub(r"([\[\]])", r"\\\1", text[last : image.start()]), image[0]]
        last = image.end()
    return "".join([*pieces, re.sub(r"([\[\]])", r"\\\1", text[last:])])


def _safe(text: str) -> str:
    return _RULE.sub("***", _MARKING.sub(r"\\", text))
