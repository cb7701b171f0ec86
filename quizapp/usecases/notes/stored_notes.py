"""Which cards are one note, and under which number other programs know it.

A note that another program added is marked in its questions: `note: basic-1732821234567` is its type and its number.
The cards of all other notes are found by a number that follows from what names them.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from quizapp.formats.anki.collection import NoteType
from quizapp.formats.anki.note_fields import cloze_fields, cloze_texts, side_texts, two_sides
from quizapp.formats.anki.standard_types import STANDARD_TYPES
from quizapp.store.decks.deck_records import CardRecord, cards_of_notes, installed_cards, note_marks

if TYPE_CHECKING:
    from quizapp.store.database import Store

_MARK = re.compile(rf"({'|'.join(STANDARD_TYPES)})-(\d{{13,15}})")
_ORDINAL = re.compile(r".*[-/]([1-9]\d{0,2})")
_HEX_DIGITS = 13  # 52 bits: a number that every program can represent
_OF_KIND = {"typed": "typed", "cloze": "cloze"}


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A note: its number, and its cards by their ordinals."""

    number: int
    cards: Mapping[int, CardRecord]

    @property
    def first(self) -> CardRecord:
        """Return its first card."""
        return self.cards[min(self.cards)]

    @property
    def word(self) -> str:
        """Return the word of its type, one of STANDARD_TYPES."""
        mark = _MARK.fullmatch(self.first.siblings)
        return mark[1] if mark else _OF_KIND.get(self.first.kind, "basic")

    @property
    def type(self) -> NoteType:
        """Return the note type in which it is shown."""
        return STANDARD_TYPES[self.word]

    @property
    def fields(self) -> dict[str, str]:
        """Return its fields as HTML."""
        values = cloze_fields(self._bodies) if self.type.is_cloze else two_sides(self._bodies)
        return dict(zip(self.type.fields, values, strict=True))

    @property
    def texts(self) -> dict[str, str]:
        """Return its fields as Markdown, the text of a cloze without its deletions: cheap, for a search."""
        values = cloze_texts(self._bodies) if self.type.is_cloze else side_texts(self._bodies)
        return dict(zip(self.type.fields, values, strict=True))

    @property
    def _bodies(self) -> dict[int, dict[str, Any]]:
        return {ordinal: card.body for ordinal, card in self.cards.items()}

    @property
    def tags(self) -> list[str]:
        """Return the tags of its cards."""
        return list(dict.fromkeys(tag for card in self.cards.values() for tag in card.tags))


@dataclass(frozen=True, slots=True)
class NoteCard:
    """A card of a note, and its ordinal there."""

    note: StoredNote
    ordinal: int

    @property
    def record(self) -> CardRecord:
        """Return the card."""
        return self.note.cards[self.ordinal]

    @property
    def number(self) -> int:
        """Return the number under which other programs know it."""
        return number_for(self.record.card)


def mark_of(word: str, number: int) -> str:
    """Return what marks the questions of a note of a type."""
    return f"{word}-{number}"


def number_for(name: str) -> int:
    """Return the number that stands for a name in answers to other programs: the same one always, of 52 bits."""
    return int(sha256(name.encode()).hexdigest()[:_HEX_DIGITS], 16)


def grouped(cards: Iterable[CardRecord]) -> list[StoredNote]:
    """Return the notes of cards, in the order of their first cards."""
    notes: dict[int, list[CardRecord]] = {}
    for card in cards:
        notes.setdefault(_number(card), []).append(card)
    return [StoredNote(number, _by_ordinal(found)) for number, found in notes.items()]


def notes_numbered(store: "Store", numbers: Collection[int]) -> dict[int, StoredNote]:
    """Return the installed notes with these numbers; unknown ones are left out."""
    marks = [mark_of(word, number) for word in STANDARD_TYPES for number in numbers]
    found = {note.number: note for note in grouped(cards_of_notes(store, marks))}
    if not found.keys() >= set(numbers):  # the number of another note follows from its name: all are looked at
        found |= {note.number: note for note in grouped(installed_cards(store)) if note.number in numbers}
    return found


def cards_of(notes: Iterable[StoredNote]) -> Iterator[NoteCard]:
    """Yield the cards of notes."""
    return (NoteCard(note, ordinal) for note in notes for ordinal in note.cards)


def cards_numbered(store: "Store", numbers: Collection[int]) -> dict[int, NoteCard]:
    """Return the installed cards with these numbers; unknown ones are left out."""
    wanted = frozenset(numbers)
    found = cards_of(grouped(installed_cards(store))) if wanted else ()
    return {each.number: each for each in found if each.number in wanted}


def last_number(store: "Store") -> int:
    """Return the largest number that a note was given, also one that was removed; 0 if there is none."""
    marks = (_MARK.fullmatch(mark) for word in STANDARD_TYPES for mark in note_marks(store, f"{word}-"))
    return max((int(mark[2]) for mark in marks if mark), default=0)


def _number(card: CardRecord) -> int:
    mark = _MARK.fullmatch(card.siblings)
    return int(mark[2]) if mark else number_for(f"{card.deck}\n{card.siblings}" if _is_of_note(card) else card.card)


def _is_of_note(card: CardRecord) -> bool:
    """Return whether a card's siblings are those of a note: else they are those of its section, or it has none."""
    return card.siblings not in (card.section, card.card.rpartition("/")[2])


def _by_ordinal(cards: list[CardRecord]) -> dict[int, CardRecord]:
    """Return cards by the ordinals at the end of their questions' ids, else by their order."""
    matches = [_ORDINAL.fullmatch(card.card) for card in cards] if _is_of_note(cards[0]) else []
    numbers = [int(match[1]) - 1 for match in matches if match]
    if len(set(numbers)) != len(cards):
        numbers = list(range(len(cards)))
    return dict(sorted(zip(numbers, cards, strict=True)))
