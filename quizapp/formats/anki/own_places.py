"""The deck and the topics that quizapp's own notes were exported from, with the names that they have in Anki now."""

from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.formats.anki.collection import Collection, Levels, Row
from quizapp.formats.anki.own_source import Place, own_type, place_of

Named = tuple[str, str]
"""An id and a title."""


@dataclass(frozen=True, slots=True)
class Exported:
    """Cards of a deck of Anki that were all exported from quizapp: where from, and in their order there."""

    places: frozenset[Place]
    first: int  # position of the first one in its deck
    rows: tuple[Row, ...]


def exported_from(collection: Collection, rows: Iterable[Row]) -> Exported | None:
    """Return where the cards of a deck of Anki were exported from; None where one is no question of quizapp."""
    found: list[tuple[int, Row]] = []
    places: set[Place] = set()
    for row in rows:
        note = collection.notes.get(row.note)
        kind = collection.types.get(note.type) if note else None
        is_own = kind is not None and own_type(kind.name, kind.fields) is not None
        exported = place_of(note.fields.split("\x1f")) if note and is_own else None
        if exported is None:
            return None
        place, position = exported
        places.add(place)
        found.append((position, row))
    ordered = sorted(found, key=lambda each: each[0])
    return Exported(frozenset(places), ordered[0][0], tuple(row for _, row in ordered))


def first_of(exported: Exported | None) -> int:
    """Return the position in their deck of the first of some cards."""
    return exported.first if exported else 0


def topic_of(exported: Exported | None, levels: Levels) -> Named | None:
    """Return the topic whose cards a deck of Anki holds, with its title unless it was renamed there."""
    if exported is None or len({place.topic for place in exported.places}) != 1:
        return None
    (place, *_) = exported.places
    names = (place.anki_deck, place.anki_deck_apart)
    return place.topic, place.topic_title if "::".join(levels) in names else " / ".join(levels[1:]) or levels[0]


def deck_of(parts: Iterable[Exported | None], top: str) -> Named | None:
    """Return the deck whose cards a top deck of Anki and its sub-decks hold; None where there are others in it."""
    places: set[Place] = set()
    for part in parts:
        if part is None:
            return None
        places |= part.places
    if len({place.deck for place in places}) != 1:
        return None
    place = next(iter(places))
    return place.deck, place.title if place.anki_deck.partition("::")[0] == top else top
