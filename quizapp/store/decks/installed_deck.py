"""What an installed deck folder contained when it was last imported."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from quizapp.core.model import Concept, DeckInfo
from quizapp.core.stored_model import concept_from, info_from
from quizapp.store.database import Store
from quizapp.store.schema import concepts, decks


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledDeck:
    """An installed deck: its description, and its concepts by the digests of their files."""

    info: DeckInfo
    concepts: tuple[Concept, ...]
    files: Mapping[str, Concept]


def known_at(store: Store, folder: str) -> InstalledDeck | None:
    """Return the deck that was imported from a folder; None where there is none."""
    with store.reading() as connection:
        row = connection.execute(
            select(decks.c.deck, decks.c.body).where(decks.c.source == folder, decks.c.removed == 0)
        ).first()
        if row is None:
            return None
        query = select(concepts.c.body).where(concepts.c.deck == row.deck, concepts.c.retired == 0)
        bodies = [
            json.loads(body)
            for body in connection.execute(query.order_by(concepts.c.position, concepts.c.concept)).scalars()
        ]
    found = [concept_from(body) for body in bodies]
    files = {body.get("file", ""): concept for body, concept in zip(bodies, found, strict=True)}
    files.pop("", None)
    return InstalledDeck(info=info_from(json.loads(row.body)), concepts=tuple(found), files=files)
