"""What is there already of a deck: whether it is the same, where it came from, whether it teaches."""

import json
from dataclasses import asdict

from sqlalchemy import func, select

from quizapp.core.model import NO_SECTIONS
from quizapp.store.database import Store
from quizapp.store.library import Diff
from quizapp.store.schema import cards, concepts, decks


def as_it_stands(store: Store, digest: str) -> list[Diff]:
    """Return the decks that came from exactly this content, as diffs that change nothing; none where it is new."""
    query = select(decks).where(decks.c.digest == digest, decks.c.removed == 0)
    found = []
    with store.reading() as connection:
        for row in connection.execute(query).all():
            here = cards.c.deck == row.deck, cards.c.retired == 0
            ids = connection.execute(select(cards.c.card).where(*here)).scalars()
            count = (
                select(func.count()).select_from(concepts).where(concepts.c.deck == row.deck, concepts.c.retired == 0)
            )
            concept_count = connection.execute(count).scalar_one()
            nothing: tuple[str, ...] = ()
            found.append(
                Diff(
                    deck=row.deck, title=row.title, concepts=concept_count,
                    added=nothing, changed=nothing, unchanged=tuple(ids), retired=nothing,
                )
            )  # fmt: skip
    return found


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
