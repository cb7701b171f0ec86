"""Reads the installed decks, concepts and cards as values."""

import json
from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, select

from quizapp.core.model import Concept, DeckInfo
from quizapp.core.stored_model import concept_from, info_from
from quizapp.store.database import Store
from quizapp.store.decks.canonical_json import compact_text
from quizapp.store.schema import cards, concepts, decks


@dataclass(frozen=True, slots=True)
class DeckRecord:
    """An installed deck. `origin` is shipped or path, `source` the path, `digest` that of the imported content."""

    deck: str
    title: str
    origin: str
    source: str
    digest: str
    position: int
    removed: int  # 0 or 1
    stored_info: str  # JSON

    @property
    def info(self) -> DeckInfo:
        """Return the description from deck.yaml."""
        return info_from(json.loads(self.stored_info))


@dataclass(frozen=True, slots=True)
class ConceptRecord:
    """An installed concept; `sections` is the number of sections with cards."""

    deck: str
    concept: str
    title: str
    position: int
    stored_requires: str  # JSON
    stored_tags: str  # JSON
    sections: int
    stored_body: str  # JSON

    @property
    def requires(self) -> tuple[str, ...]:
        """Return the ids of the concepts that it requires."""
        return tuple(json.loads(self.stored_requires))

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the concept's tags."""
        return tuple(json.loads(self.stored_tags))

    @property
    def body(self) -> dict[str, Any]:
        """Return the concept without its questions, as a JSON document."""
        body: dict[str, Any] = json.loads(self.stored_body)
        return body

    @property
    def content(self) -> Concept:
        """Return the concept without its questions."""
        return concept_from(self.body)


@dataclass(frozen=True, slots=True)
class CardRecord:
    """An installed card; `place` is its place in the order of introduction over all decks."""

    card: str
    deck: str
    concept: str
    section: str
    kind: str
    stored_tags: str  # JSON
    place: int
    digest: str
    stored_body: str  # JSON
    file: str
    line: int
    siblings: str

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the tags of the concept and of the question."""
        return tuple(json.loads(self.stored_tags))

    @property
    def body(self) -> dict[str, Any]:
        """Return the question as a JSON document."""
        body: dict[str, Any] = json.loads(self.stored_body)
        return body


_IN_TABLE = {"stored_info": "body", "stored_requires": "requires", "stored_tags": "tags", "stored_body": "body"}
_DECK = [decks.c[_IN_TABLE.get(each.name, each.name)] for each in fields(DeckRecord)]
_CONCEPT = [concepts.c[_IN_TABLE.get(each.name, each.name)] for each in fields(ConceptRecord)]
_CARD = [cards.c[_IN_TABLE.get(each.name, each.name)] for each in fields(CardRecord)]


def installed_decks(store: Store, *, removed: bool = False) -> list[DeckRecord]:
    """Return the installed decks in order; with `removed`, also the removed ones."""
    query = select(*_DECK).order_by(decks.c.position)
    if not removed:
        query = query.where(decks.c.removed == 0)
    with store.reading() as connection:
        return [DeckRecord(*row) for row in connection.execute(query)]


def installed_deck(store: Store, deck: str) -> DeckRecord:
    """Return one deck, which must be installed and not removed."""
    return next(each for each in installed_decks(store) if each.deck == deck)


def installed_concepts(store: Store, deck: str = "") -> list[ConceptRecord]:
    """Return the concepts that are not retired, of one deck or of all, in the order of introduction."""
    query = select(*_CONCEPT).join(decks, decks.c.deck == concepts.c.deck).where(concepts.c.retired == 0)
    if deck:
        query = query.where(concepts.c.deck == deck)
    # After a merge two concepts may have the same position.
    query = query.order_by(decks.c.position, concepts.c.position, concepts.c.concept)
    with store.reading() as connection:
        return [ConceptRecord(*row) for row in connection.execute(query)]


def installed_cards(store: Store, deck: str = "", concept: str = "") -> list[CardRecord]:
    """Return the cards that are not retired, of a deck, a concept or all, in the order of introduction."""
    query = select(*_CARD).where(cards.c.retired == 0).order_by(cards.c.place, cards.c.card)
    if deck:
        query = query.where(cards.c.deck == deck)
    if concept:
        query = query.where(cards.c.concept == concept)
    with store.reading() as connection:
        return [CardRecord(*row) for row in connection.execute(query)]


def installed_card(store: Store, card: str) -> CardRecord | None:
    """Return a card by its id; None where it is not installed, or retired."""
    query = select(*_CARD).where(cards.c.card == card, cards.c.retired == 0)
    with store.reading() as connection:
        row = connection.execute(query).first()
    return CardRecord(*row) if row else None


def cards_with_text(store: Store, text: str, deck: str = "") -> list[CardRecord]:
    """Return the cards that are not retired and have a text in their question, as a whole value or a part of one."""
    inside = compact_text(text)[1:-1]
    query = select(*_CARD).where(cards.c.retired == 0, cards.c.body.contains(inside, autoescape=True))
    with store.reading() as connection:
        return [CardRecord(*row) for row in connection.execute(query.where(cards.c.deck == deck) if deck else query)]


def cards_of_notes(store: Store, notes: Collection[str]) -> list[CardRecord]:
    """Return the cards that are not retired and whose question is marked as one of these notes."""
    query = select(*_CARD).where(cards.c.retired == 0, cards.c.siblings.in_(notes)).order_by(cards.c.place)
    with store.reading() as connection:
        return [CardRecord(*row) for row in connection.execute(query)]


def note_marks(store: Store, prefix: str) -> list[str]:
    """Return the marks of notes that begin with a prefix, those of retired cards included."""
    query = select(cards.c.siblings).where(cards.c.siblings.startswith(prefix, autoescape=True)).distinct()
    with store.reading() as connection:
        return list(connection.execute(query).scalars())


def card_ids(connection: Connection, deck: str, concept: str = "") -> list[str]:
    """Return the ids of a deck's or concept's cards, retired cards included: they still have a history."""
    query = select(cards.c.card).where(cards.c.deck == deck)
    return list(connection.execute(query.where(cards.c.concept == concept) if concept else query).scalars())


def cards_named(connection: Connection, prefix: str) -> list[str]:
    """Return the ids of all cards that begin with a prefix, in whatever deck they are now."""
    query = select(cards.c.card).where(cards.c.card.startswith(prefix, autoescape=True))
    return list(connection.execute(query).scalars())
