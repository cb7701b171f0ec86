"""The deck and the topics that quizapp's own notes were exported from, with the names that they have in Anki now."""

from collections.abc import Iterable, Sequence

from quizapp.formats.anki.collection import Collection, Row
from quizapp.formats.anki.own_source import Place, own_type, place_of

Named = tuple[str, str]
"""An id and a title."""


def places_of(collection: Collection, rows: Iterable[Row]) -> frozenset[Place]:
    """Return where the cards of a deck of Anki were exported from; nothing where one is no question of quizapp."""
    found: set[Place] = set()
    for row in rows:
        note = collection.notes.get(row.note)
        kind = collection.types.get(note.type) if note else None
        is_own = kind is not None and own_type(kind.name, kind.fields) is not None
        place = place_of(note.fields.split("\x1f")) if note and is_own else None
        if place is None:
            return frozenset()
        found.add(place)
    return frozenset(found)


def topic_of(places: frozenset[Place], levels: Sequence[str]) -> Named | None:
    """Return the topic whose cards a deck of Anki holds, with its title unless it was renamed there."""
    if len({place.topic for place in places}) != 1:
        return None
    (place, *_) = places
    exported = (place.anki_deck, place.anki_deck_apart)
    return place.topic, place.topic_title if "::".join(levels) in exported else " / ".join(levels[1:]) or levels[0]


def deck_of(groups: Sequence[frozenset[Place]], top: str) -> Named | None:
    """Return the deck whose cards a top deck of Anki and its sub-decks hold; None where there are others in it."""
    places = frozenset().union(*groups)
    if not all(groups) or len({place.deck for place in places}) != 1:
        return None
    (place, *_) = places
    return place.deck, place.title if place.anki_deck.partition("::")[0] == top else top
