"""Decks, concepts and cards inserted directly into the tables, for tests of what reads them."""

import json
from typing import Any

from sqlalchemy import insert

from quizapp.store.database import Store
from quizapp.store.decks.canonical_json import compact
from quizapp.store.schema import cards, concepts, decks


def put_deck(store: Store, deck: str, **more: Any) -> None:
    """Insert a deck."""
    row = {"deck": deck, "title": deck.title(), "origin": "path", "source": "", "digest": deck, "position": 0,
           "removed": 0, "body": "{}"}  # fmt: skip
    with store.transaction() as connection:
        connection.execute(insert(decks), row | more)


def put_concept(store: Store, deck: str, concept: str, **more: Any) -> None:
    """Insert a concept of a deck."""
    row = {"deck": deck, "concept": concept, "title": concept.title(), "position": 0, "requires": "[]", "tags": "[]",
           "sections": 1, "retired": 0, "body": "{}"}  # fmt: skip
    with store.transaction() as connection:
        connection.execute(insert(concepts), row | more)


def put_card(store: Store, card: str, place: int = 0, *, tags: tuple[str, ...] = (), **more: Any) -> None:
    """Insert a card by its id, deck/concept/question."""
    deck, concept, name = card.split("/")
    row = {"card": card, "deck": deck, "concept": concept, "section": "what", "kind": "recall", "place": place,
           "digest": card, "body": json.dumps({"id": name, "ask": name}), "file": "", "line": 1, "retired": 0,
           "siblings": name, "tags": compact(tags)}  # fmt: skip
    with store.transaction() as connection:
        connection.execute(insert(cards), row | more)
