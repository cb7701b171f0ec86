"""Rows of the table `cards`, built by readers of decks and installed in batches."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from quizapp.core.card import Card
from quizapp.core.events import Event
from quizapp.core.model import Deck
from quizapp.store.decks.canonical_json import compact


class CardRow(NamedTuple):
    """One row of `cards`, its columns in order; `place` is relative to the deck."""

    card: str
    deck: str
    concept: str
    section: str
    kind: str
    tags: str  # JSON: the tags of the concept and of the question
    place: int
    digest: str  # of the content, to detect changes
    body: str
    file: str
    line: int
    retired: int
    siblings: str


class Batch(NamedTuple):
    """Some cards of a deck, and the histories that another program recorded: the events of each card."""

    cards: Sequence[CardRow]
    histories: Sequence[Sequence[Event]] = ()
    moved: Mapping[str, str] = {}  # cards that were in another deck before -> that deck


def digest_of(section: str, kind: str, body: str) -> str:
    """Return a digest of a card's content, 32 hexadecimal digits: it differs if the card changed."""
    text = f"{section}\0{kind}\0{body}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def place_of(index: int, position: int) -> int:
    """Return a card's place in its deck, from its concept's index and its position in the concept."""
    return index << 20 | position


def all_written(deck: Deck, new: Iterable[Card], histories: Sequence[Sequence[Event]] = ()) -> list[Batch]:
    """Return the rows of a deck's cards in one batch."""
    order = {concept.concept: (index, concept.tags) for index, concept in enumerate(deck.concepts)}
    return [Batch([_written(card, *order[card.concept]) for card in new], histories)]


def _written(card: Card, index: int, tags: Sequence[str]) -> CardRow:
    section, body = str(card.section), compact(card.body)
    return CardRow(
        card=card.card,
        deck=card.deck,
        concept=card.concept,
        section=section,
        siblings=card.siblings,
        kind=card.kind,
        tags=compact([*tags, *card.body.get("tags", ())]),
        place=place_of(index, card.position),
        digest=digest_of(section, card.kind, body),
        body=body,
        file=card.file,
        line=card.line,
        retired=0,
    )
