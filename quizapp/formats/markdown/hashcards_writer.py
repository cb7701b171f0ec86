"""Writes cards in the dialect of hashcards."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Any

from quizapp.formats.common.card_deck import CardDeck, ImportedCard, Topic
from quizapp.formats.common.deck_builder import card_id, digest, topic_id, unique
from quizapp.formats.common.flatten_question import question_and_answer
from quizapp.formats.common.local_media import media_of
from quizapp.formats.common.plain_text import lined
from quizapp.formats.common.question_fields import FILL, Body, recall
from quizapp.formats.markdown.hashcards_reader import deletions
from quizapp.formats.markdown.own_hashcards import OWN, escaped

_GAP = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]\[\\]*\]")


def kept(deck: CardDeck) -> CardDeck:
    """Return a deck as a file gives it back: cards without tags, siblings and ids of their own, lists by their titles.

    The format holds questions with answers, and texts with one gap, of which the cards of one note may share a text.
    """
    names: dict[str, int] = {}
    return replace(deck, topics=tuple(_kept_topic(topic, names) for topic in deck.topics), media={})


def _kept_topic(topic: Topic, names: dict[str, int]) -> Topic:
    title = " ".join(lined(topic.title).split())
    cards: list[ImportedCard] = []
    for _, group in _notes(topic.cards):
        made = [card._replace(body=_kept_body(card.body), tags=(), history=None) for card in group]
        text = _shared_text([card.body for card in made])
        note = digest(text) if text and len(made) > 1 else ""
        cards += [card._replace(note=note, media=media_of(card.body)) for card in made]
    taken: dict[str, int] = {}
    cards = [card._replace(id=unique(card_id(card.body), taken)) for card in cards]
    return replace(topic, id=unique(topic_id(title), names), title=title, cards=tuple(cards), tags=())


def _notes(cards: Iterable[ImportedCard]) -> Iterator[tuple[Any, list[ImportedCard]]]:
    """Yield the cards that follow each other and are of one note; a card without one is alone."""
    for key, group in groupby(enumerate(cards), lambda each: each[1].note or each[0]):
        yield key, [card for _, card in group]


def _kept_body(body: Mapping[str, Any]) -> Body:
    """Return a question as the format holds it: a text with a gap that brackets can mark, or a question to reveal."""
    if body["kind"] == "cloze":
        gapped: Body = {"kind": "cloze", "ask": FILL, "text": lined(body["text"])}
        found = _deletion(gapped)
        if found and _is_read_back(*found) and "explain" not in body:
            return gapped
    ask, answer = question_and_answer(body)
    return recall(lined(ask), lined(answer))


def _deletion(body: Mapping[str, Any]) -> tuple[str, tuple[int, int]] | None:
    """Return a cloze's text and where its only gap is in it; None for any other question."""
    found = list(_GAP.finditer(body["text"])) if body["kind"] == "cloze" else []
    if len(found) != 1 or "|" in found[0][1] or "::" in found[0][1]:
        return None
    start, text, answer = found[0].start(), body["text"], found[0][1]
    return text[:start] + answer + text[found[0].end() :], (start, start + len(answer))


def _is_read_back(text: str, span: tuple[int, int]) -> bool:
    return deletions(_bracketed(text, [span])) == (text, [span])


def _shared_text(bodies: Sequence[Mapping[str, Any]]) -> str:
    """Return the text, with brackets, that hides a part for each of the cards; '' where there is none."""
    held = [_deletion(body) for body in bodies]
    found = [each for each in held if each is not None]
    if len(found) != len(held) or len({text for text, _ in found}) != 1:
        return ""
    spans = [span for _, span in found]
    text = _bracketed(found[0][0], spans) if all(one[1] <= other[0] for one, other in pairwise(spans)) else ""
    return text if deletions(text) == (found[0][0], spans) else ""


def write(deck: CardDeck) -> bytes:
    """Return a file with all cards of a deck; each list is a heading above its cards."""
    after = kept(deck)
    parts = [f"---\n{OWN}\nname = {_quoted(deck.title)}\n---\n"]
    for topic in after.topics:
        if len(after.topics) > 1 or topic.title != deck.title.strip():
            parts.append(f"---\n\n# {topic.title}\n")
        for _, group in _notes(topic.cards):
            parts.extend(_written([card.body for card in group]))
    return "\n".join(parts).encode("utf-8", "surrogatepass")


def _quoted(text: str) -> str:
    escaped = "".join(f"\\u{ord(each):04X}" if ord(each) < 32 or each in '"\\\x7f' else each for each in text)
    return f'"{escaped}"'


def _written(bodies: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the cards of one note: those that hide parts of the same text are one text."""
    if text := _shared_text(bodies):
        yield f"C: {escaped(text)}\n"
        return
    for body in bodies:
        if text := _shared_text([body]):
            yield f"C: {escaped(text)}\n"
        else:
            yield f"Q: {escaped(body['ask'])}\nA: {escaped(body['answer'])}\n"


def _bracketed(text: str, spans: Sequence[tuple[int, int]]) -> str:
    pieces, last = [], 0
    for start, end in spans:
        pieces += [_plain_brackets(text[last:start]), "[", _plain_brackets(text[start:end]), "]"]
        last = end
    return "".join([*pieces, _plain_brackets(text[last:])])


def _plain_brackets(text: str) -> str:
    """Return a text whose brackets mark nothing; those of an image mark nothing as they are."""
    pieces, last = [], 0
    for image in _IMAGE.finditer(text):
        pieces += [re.sub(r"([\[\]])", r"\\\1", text[last : image.start()]), image[0]]
        last = image.end()
    return "".join([*pieces, re.sub(r"([\[\]])", r"\\\1", text[last:])])
