"""The deck and the topics that quizapp's own notes were exported from, with the names that they have in Anki now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quizapp.formats.anki.card_stream import CardStream, Levels, Part, Stored
from quizapp.formats.anki.collection import NoteType
from quizapp.formats.anki.own_source import Place, own_type, place_of

Named = tuple[str, str]
"""An id and a title."""


@dataclass(frozen=True, slots=True)
class Exported:
    """Cards of a deck of Anki that were all exported from quizapp: where from, and in their order there."""

    places: frozenset[Place]
    first: int  # position of the first one in its deck
    cards: tuple[Stored, ...]


def exported_from(types: Mapping[int, NoteType], cards: Iterable[Stored]) -> Exported | None:
    """Return where the cards of a deck of Anki were exported from; None where one is no question of quizapp."""
    found: list[tuple[int, Stored]] = []
    places: set[Place] = set()
    for card in cards:
        note = card.note
        kind = types.get(note.type) if note else None
        is_own = kind is not None and own_type(kind.name, kind.fields) is not None
        exported = place_of(note.fields.split("\x1f")) if note and is_own else None
        if exported is None:
            return None
        place, position = exported
        places.add(place)
        found.append((position, card))
    ordered = sorted(found, key=lambda each: each[0])
    return Exported(frozenset(places), ordered[0][0], tuple(card for _, card in ordered))


@dataclass(frozen=True, slots=True)
class OwnDeck:
    """A top deck of Anki with cards of quizapp's note types, by its parts; `named` is the deck that all are from."""

    exports: Mapping[Levels, Exported | None]
    named: Named | None

    def in_order(self, parts: Sequence[Part]) -> Sequence[Part]:
        """Return the parts in the order of the deck that they were exported from."""
        return sorted(parts, key=lambda part: self._first(part.levels)) if self.named else parts

    def topic(self, levels: Levels) -> Named | None:
        """Return the topic whose cards a part holds, with its title unless it was renamed there."""
        return _topic_of(self.exports[levels], levels)

    def _first(self, levels: Levels) -> int:
        exported = self.exports[levels]
        return exported.first if exported else 0


def own_deck(types: Mapping[int, NoteType], stream: CardStream, top: str, parts: Iterable[Part]) -> OwnDeck:
    """Return what a top deck of Anki has of quizapp's decks."""
    exports = {part.levels: exported_from(types, stream.cards(part)) for part in parts}
    return OwnDeck(exports, _deck_of(exports.values(), top))


def _topic_of(exported: Exported | None, levels: Levels) -> Named | None:
    if exported is None or len({place.topic for place in exported.places}) != 1:
        return None
    (place, *_) = exported.places
    names = (place.anki_deck, place.anki_deck_apart)
    return place.topic, place.topic_title if "::".join(levels) in names else " / ".join(levels[1:]) or levels[0]


def _deck_of(parts: Iterable[Exported | None], top: str) -> Named | None:
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
