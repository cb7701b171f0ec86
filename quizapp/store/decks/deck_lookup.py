"""What is there already of a deck: where it came from, and whether it teaches."""

import json
from dataclasses import asdict

from sqlalchemy import select

from quizapp.core.model import NO_SECTIONS
from quizapp.store.database import Store
from quizapp.store.schema import concepts, decks


def comes_from(store: Store, deck: str, source: str) -> bool:
    """Return whether a deck was last brought in from this place, or is not there at all."""
    query = select(decks.c.source).where(decks.c.deck == deck)
    with store.reading() as connection:
        known = connection.execute(query).scalar()
    return known in (None, source)


def teaches(store: Store, deck: str) -> bool:
    """Return whether a deck of this id has concepts to read, and not lists of cards alone."""
    query = select(concepts.c.body).where(concepts.c.deck == deck, concepts.c.retired == 0)
    with store.reading() as connection:
        bodies = connection.execute(query).scalars().all()
    empty = asdict(NO_SECTIONS)
    return any(json.loads(body)["sections"] != empty for body in bodies)
