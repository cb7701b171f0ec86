"""What a deck folder was when it was last brought in, so that only the files that changed are read again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from quizapp.core.model import Concept, DeckInfo, concept_from
from quizapp.decks.loader import Loaded, load_deck
from quizapp.store.database import Store
from quizapp.store.schema import concepts, decks


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledDeck:
    """An installed deck: its description, and its concepts by the digests of their files."""

    info: DeckInfo
    concepts: tuple[Concept, ...]
    files: Mapping[str, Concept]

    def fits(self, loaded: Loaded) -> bool:
        """Return whether what was loaded differs in the content of some concepts alone.

        Titles and order go into the cards of other concepts, and a fault is told with every file read.
        """
        deck = loaded.deck
        if deck is None or not loaded.unread or deck.info != self.info:
            return False
        names = [[(each.concept, each.title) for each in found] for found in (deck.concepts, self.concepts)]
        return names[0] == names[1]


def known_at(store: Store, folder: str) -> InstalledDeck | None:
    """Return the deck that was brought in from a folder; None where there is none."""
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
    return InstalledDeck(info=DeckInfo(**json.loads(row.body)), concepts=tuple(found), files=files)


def load_changed(store: Store, folder: Path) -> Loaded:
    """Return a deck folder with only those files read that changed since it was brought in; all where more did."""
    known = known_at(store, str(folder.resolve()))
    if known is not None and known.files:
        loaded = load_deck(folder, known.files)
        if known.fits(loaded):
            return loaded
    return load_deck(folder)
