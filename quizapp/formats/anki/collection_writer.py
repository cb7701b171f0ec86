"""Fills an empty collection with the cards of a deck."""

import hashlib
import html
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from quizapp.formats.anki.card_schedule import (
    original_columns,
    original_reviews,
    review_columns,
    state_columns,
)
from quizapp.formats.anki.collection import first_day
from quizapp.formats.anki.edited_notes import edited_fields
from quizapp.formats.anki.history import NEW
from quizapp.formats.anki.original_models import Model
from quizapp.formats.anki.originals import Columns, Original, Originals, originals_of
from quizapp.formats.anki.own_source import Place, anki_tags, note_fields
from quizapp.formats.anki.own_types import type_of
from quizapp.formats.anki.schema_11 import (
    CARD_COLUMNS,
    CREATED,
    NOTE_COLUMNS,
    REVIEW_COLUMNS,
    insert,
    insert_collection,
    model,
)
from quizapp.formats.common.card_deck import CardDeck, ImportedCard, Topic

_SPAN = 10**11  # of numbers that are made of names, in milliseconds after CREATED: three years
_TAG = re.compile(r"<[^<>]{0,2000}>")
_TEXTS = frozenset(("guid", "tags", "flds", "sfld", "data"))
_NEW_CARD: Columns = dict.fromkeys(CARD_COLUMNS, 0)


@dataclass(slots=True)
class _Note:
    """A note of Anki that is written: its number, and its fields, in which cards were edited."""

    number: int
    fields: list[str]


@dataclass(slots=True)
class CollectionWriter:
    """Writes the notes, cards and reviews of a deck whose questions have note types, each once."""

    connection: sqlite3.Connection
    deck: CardDeck
    _originals: Originals = field(init=False)
    _first_day: int = field(init=False)
    _models: dict[int, Model] = field(default_factory=dict)
    _decks: dict[str, tuple[int, str]] = field(default_factory=dict)  # name in one case -> number and name
    _homes: dict[str, str] = field(default_factory=dict)  # topic -> the deck of its cards that came from Anki
    _topics: dict[str, str] = field(default_factory=dict)  # the name of a topic's deck -> the topic
    _notes: dict[tuple[int, int], _Note] = field(default_factory=dict)  # by kept collection and number there
    _taken: dict[str, set[int]] = field(default_factory=lambda: {"notes": set(), "cards": set(), "revlog": set()})

    def __post_init__(self) -> None:
        """Open the originals."""
        self._originals = originals_of(self.deck.originals)

    def write(self) -> None:
        """Write all of it, and the collection's row at last."""
        cards = [(topic, card) for topic in self.deck.topics for card in topic.cards]
        found = [self._originals.find(card.id) for _, card in cards]
        self._homes = _homes(zip(cards, found, strict=True))
        first = next((each.kept.collection for each in found if each), None)
        created, west = (first.created, first.west_minutes) if first else (CREATED, 0)
        self._first_day = first_day(created, west)
        for position, ((topic, card), original) in enumerate(zip(cards, found, strict=True)):
            if original is None:
                self._write_own(topic, card, position)
            else:
                self._write_original(topic, card, position, original)
        conf = {} if west is None else {"creationOffset": west}
        insert_collection(self.connection, created, conf, self._models, dict(self._decks.values()))

    def _write_own(self, topic: Topic, card: ImportedCard, position: int) -> None:
        """Write a card as a note of one of our types."""
        name = f"{self.deck.id}/{topic.id}/{card.id}"
        own = type_of(card.body["kind"])
        self._models.setdefault(own.id, model(own))
        fields = note_fields(card, self._place(topic), position)
        number = self._free("notes", _number(f"note {name}"))
        tags = " ".join(anki_tags(card.tags))
        note = {
            "id": number,
            "guid": _guid(name),
            "mid": own.id,
            "mod": self._modified(topic, card),
            "usn": -1,
            "data": "",
        }
        self._insert("notes", note | {"tags": f" {tags} " if tags else "", "flags": 0} | _contents(fields))
        state = state_columns(card.history, position, self._first_day)
        row = {**_NEW_CARD, **state, "id": _number(f"card {name}"), "nid": number}
        self._write_card(row, self._deck_of(topic), card)

    def _write_original(self, topic: Topic, card: ImportedCard, position: int, original: Original) -> None:
        """Write a card of the note that it came from, with what was edited here."""
        number = self._note(topic, card, original)
        name = f"{self.deck.id}/{topic.id}/{card.id}"
        row = original.card_row or _NEW_CARD | {"id": _number(f"card {name}"), "ord": original.ordinal}
        theirs = original_columns(original, card.history, self._first_day) if card.history else None
        place = row["due"] if row["type"] == NEW else position
        state = theirs or state_columns(card.history, place, self._first_day)
        deck = self._deck(original.deck) if original.deck else self._deck_of(topic)
        self._write_card({**row, **state, "nid": number}, deck, card, original)

    def _write_card(self, row: Columns, deck: int, card: ImportedCard, original: Original | None = None) -> None:
        """Write a card's row and its reviews."""
        number = self._free("cards", row["id"])
        self._insert("cards", {**row, "id": number, "did": deck, "usn": -1})
        kept = list(original_reviews(original, card.history)) if original and card.history else []
        known = {entry["id"] for entry in kept}
        for entry in (*kept, *(each for each in review_columns(card.history) if each["id"] not in known)):
            self._insert("revlog", {**entry, "id": self._free("revlog", entry["id"]), "cid": number, "usn": -1})

    def _note(self, topic: Topic, card: ImportedCard, original: Original) -> int:
        """Write a card's note, unless another of its cards did and nothing more was edited; return its number."""
        row, key = original.note_row, (id(original.kept), original.note.id)
        note = self._notes.get(key)
        is_new = note is None
        if note is None:
            note = self._notes[key] = _Note(self._free("notes", row["id"]), str(row["flds"]).split("\x1f"))
        edited = edited_fields(original, note.fields, card) if card.is_edited else None
        row = {**row, "id": note.number, "usn": -1}
        if edited is not None and edited != note.fields:
            note.fields, is_new = edited, True
            row |= {"mod": self._modified(topic, card, row["mod"]), **_contents(edited)}
        if is_new:
            self._insert("notes", {**row, "mid": self._model_of(original)})
        return note.number

    def _modified(self, topic: Topic, card: ImportedCard, before: int = -1) -> int:
        """Return when a note that we write was modified, in seconds: when its card changed here, and after `before`.

        Anki keeps a note of its own that was modified later.
        """
        return max(self.deck.changed_ms.get(f"{topic.id}/{card.id}", 0) // 1000, before + 1, CREATED)

    def _model_of(self, original: Original) -> int:
        """Return the number of an original's note type; another one where two collections have two of one number."""
        number = int(original.note.type)
        known = self._models.setdefault(number, original.model)
        if known is original.model or _names(known) == _names(original.model):
            return number
        number = _number("\0".join(_names(original.model)))
        self._models[number] = original.model | {"id": number}
        return number

    def _deck_of(self, topic: Topic) -> int:
        """Return the deck of a topic; of two topics with one title the second one has its id in its name."""
        if topic.id in self._homes:
            return self._deck(self._homes[topic.id])
        place = self._place(topic)
        is_first = self._topics.setdefault(place.anki_deck.casefold(), topic.id) == topic.id
        return self._deck(place.anki_deck if is_first else place.anki_deck_apart)

    def _place(self, topic: Topic) -> Place:
        return Place(deck=self.deck.id, title=self.deck.title, topic=topic.id, topic_title=topic.title)

    def _deck(self, name: str) -> int:
        return self._decks.setdefault(name.casefold(), (_number(f"deck {name}"), name))[0]

    def _free(self, table: str, number: int) -> int:
        """Return the number, or the next one that no row of the table has; of reviews, which are moments, the last."""
        taken = self._taken[table]
        while number in taken:
            number += -1 if table == "revlog" else 1
        taken.add(number)
        return number

    def _insert(self, table: str, row: Columns) -> None:
        columns = {"notes": NOTE_COLUMNS, "cards": CARD_COLUMNS, "revlog": REVIEW_COLUMNS}[table]
        insert(self.connection, table, tuple(_sound(name, row[name]) for name in columns))


def _homes(cards: Iterable[tuple[tuple[Topic, ImportedCard], Original | None]]) -> dict[str, str]:
    """Return topic -> the first deck of Anki that a card of it was in: the others of the topic belong there too."""
    homes: dict[str, str] = {}
    for (topic, _), original in cards:
        if original and original.deck:
            homes.setdefault(topic.id, original.deck)
    return homes


def _contents(fields: Sequence[str]) -> Columns:
    """Return the columns that hold a note's fields, and those that are made of the first one."""
    first = html.unescape(_TAG.sub("", fields[0]))
    digest = hashlib.sha1(first.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
    return {"flds": "\x1f".join(fields), "sfld": first, "csum": int(digest[:8], 16)}


def _names(found: Model) -> list[str]:
    return [str(each["name"]) for each in (*found["flds"], *found["tmpls"])]


def _guid(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _number(text: str) -> int:
    """Return a number that stays the same for a text."""
    return CREATED * 1000 + int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:6]) % _SPAN


def _sound(column: str, value: Any) -> Any:
    """Return a value of its column's type: in a collection of somebody else there may be anything."""
    if column in _TEXTS:
        return str(value).encode("utf-8", "replace").decode()
    return value if isinstance(value, int) and abs(value) < 1 << 63 else 0
