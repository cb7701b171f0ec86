"""Looks up where an installed deck came from and whether it has sections to read."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, func, select, update

from quizapp.core.model import NO_SECTIONS
from quizapp.store.database import Store
from quizapp.store.schema import cards, concepts, decks

MOST_NAMES = 500  # of concepts that are looked up at once


def is_installed(store: Store, deck: str) -> bool:
    """Return whether a deck is installed and not removed."""
    with store.reading() as connection:
        return (
            connection.execute(select(decks.c.deck).where(decks.c.deck == deck, decks.c.removed == 0)).first()
            is not None
        )


def deck_with_title(store: Store, title: str) -> str | None:
    """Return the only installed deck with a title; None where there is none, or several."""
    with store.reading() as connection:
        found = connection.execute(select(decks.c.deck).where(decks.c.title == title, decks.c.removed == 0)).all()
    return str(found[0].deck) if len(found) == 1 else None


def deck_with_concepts(store: Store, names: Sequence[str]) -> str | None:
    """Return the deck that has the most of some concepts or lists, by their ids; None where none has one of them."""
    query = (
        select(concepts.c.deck)
        .join(decks, decks.c.deck == concepts.c.deck)
        .where(concepts.c.concept.in_(names[:MOST_NAMES]), concepts.c.retired == 0, decks.c.removed == 0)
        .group_by(concepts.c.deck)
        .order_by(func.count().desc(), concepts.c.deck)
    )
    with store.reading() as connection:
        found = connection.execute(query).first()
    return str(found.deck) if found else None


def teaches(store: Store, deck: str) -> bool:
    """Return whether a deck has concepts to read, and not only lists of cards."""
    return bool(taught_concepts(store, deck))


def taught_concepts(store: Store, deck: str) -> frozenset[str]:
    """Return the concepts of a deck that are there to be read, without its lists of cards."""
    query = select(concepts.c.concept, concepts.c.body).where(concepts.c.deck == deck, concepts.c.retired == 0)
    with store.reading() as connection:
        return frozenset(name for name, body in connection.execute(query) if not _is_list(body))


def hide_empty_deck(connection: Connection, deck: str) -> None:
    """Retire the empty lists of a deck whose cards moved elsewhere, and remove the deck if nothing is left of it."""
    retire_empty_lists(connection, deck)
    left = connection.execute(select(concepts.c.concept).where(concepts.c.deck == deck, concepts.c.retired == 0))
    if left.first() is None:
        connection.execute(update(decks).where(decks.c.deck == deck).values(removed=1))


def retire_empty_lists(connection: Connection, deck: str, keep: frozenset[str] = frozenset()) -> None:
    """Retire the lists of a deck that have no cards, except those in `keep`; concepts to read stay."""
    used = select(cards.c.concept).where(cards.c.deck == deck, cards.c.retired == 0)
    query = select(concepts.c.concept, concepts.c.body).where(concepts.c.deck == deck, concepts.c.retired == 0)
    rows = connection.execute(query.where(concepts.c.concept.not_in(used)))
    if empty := [name for name, body in rows if name not in keep and _is_list(body)]:
        gone = concepts.c.deck == deck, concepts.c.concept.in_(empty)
        connection.execute(update(concepts).where(*gone).values(retired=1))


def _is_list(body: str) -> bool:
    return bool(json.loads(body)["sections"] == asdict(NO_SECTIONS))
