"""The cards of a collection with their notes, read while they are iterated.

Neither the cards nor the notes are held: of 100,000 of them that is half of the time before the first card is there,
and most of the memory. The order is worked out once, in a table of numbers.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from quizapp.formats.anki.untrusted_database import converted, number, rows_of, text, unreadable

Levels = tuple[str, ...]
"""The name of a deck, and before it those of the decks that it is in."""
UNKNOWN: Levels = ("Default",)

_HOME = "coalesce(CASE WHEN CAST(odid AS INTEGER) <> 0 THEN CAST(odid AS INTEGER) ELSE CAST(did AS INTEGER) END, 0)"
_LEARNT = "coalesce(type, 0) <> 0"
_PLACED = f"""CREATE TEMP TABLE placed AS SELECT rowid AS card, {_HOME} AS home, {_LEARNT} AS learnt FROM cards
ORDER BY {_LEARNT}, due, nid, ord"""
_HOMES = "SELECT home, count(*), sum(learnt) FROM temp.placed GROUP BY home ORDER BY min(rowid)"
# What the columns hold unless somebody wrote something else there.
_CARD: dict[str, type] = dict.fromkeys(
    ("p.rowid", "c.id", "c.nid", "c.did", "c.ord", "c.type", "c.queue", "c.due", "c.ivl", "c.lapses", "c.odue",
     "c.odid", 'c."left"', "c.mod"), int
) | {"CASE c.data WHEN '{}' THEN '' ELSE c.data END": str}  # fmt: skip
_NOTE = {"n.id": int, "n.guid": str, "n.mid": int, "n.tags": str, "n.flds": str}
_WITH_NOTE = dict.fromkeys(("p.rowid", "n.rowid IS NULL", "c.id", "c.ord"), int) | _NOTE
_SOME = 4096  # rows
_FROM = "FROM temp.placed p CROSS JOIN cards c ON c.rowid = p.card"
_CARDS = f"""SELECT {", ".join(_WITH_NOTE)} {_FROM} LEFT JOIN notes n ON n.id = c.nid
WHERE p.home = ? AND p.rowid > ? ORDER BY p.rowid LIMIT {_SOME}"""
# Most cards of a large collection are new: their rows hold nothing but zeros, and are not read.
_SCHEDULED = f"""SELECT {", ".join(_CARD)} {_FROM} WHERE p.home = ? AND p.rowid BETWEEN ? AND ?
AND (c.type IS NOT 0 OR c.queue IS NOT 0)"""
_DATA = f"""SELECT c.data {_FROM}
WHERE p.home = ? AND p.learnt AND p.rowid % ? = 0 ORDER BY p.rowid"""


class Note(NamedTuple):  # 100,000 of these are created; a dataclass takes three times as long
    """A note: `guid` names it in every collection that it was shared to."""

    id: int
    guid: str
    type: int
    tags: str
    fields: str  # joined by U+001F


class Row(NamedTuple):
    """A card's row. The meaning of `due` depends on the queue."""

    id: int
    note: int
    deck: int
    ord: int
    type: int
    queue: int
    due: int
    interval: int
    lapses: int
    odue: int
    odid: int
    left: int  # steps left in all, plus 1000 times those left today
    changed: int  # in seconds since the epoch
    extra: str


NEW_ROW = Row._make((*[0] * (len(Row._fields) - 1), ""))


class Stored(NamedTuple):
    """A card, the template that it was made with, its row if it is not new, and its note if there is one."""

    id: int
    ord: int
    row: Row | None
    note: Note | None


@dataclass(frozen=True, slots=True)
class Part:
    """Cards of one deck: how many of them, and of the studied ones among them, are at home in each deck of its name."""

    levels: Levels
    home: int  # the deck that stands for all of this name
    cards: Counter[int]
    learnt: Counter[int]


@dataclass(frozen=True, slots=True)
class CardStream:
    """The cards of a collection, deck by deck, in the order in which they are introduced.

    `parts` are in the order of their first cards. `first_notes` has the first note of each guid where several notes
    have the same: some programs derive guids from texts, and Anki keeps all of the notes.
    """

    connection: sqlite3.Connection
    shown: Path
    parts: tuple[Part, ...]
    first_notes: Mapping[str, int]

    def cards(self, part: Part) -> Iterator[Stored]:
        """Yield the cards of a part. Raises QuizError where the collection is damaged."""
        last = 0
        while rows := self._rows(_CARDS, (part.home, last)):
            first, last = rows[0][0], rows[-1][0]
            found = converted(self._rows(_SCHEDULED, (part.home, first, last)), _CARD.values())
            scheduled = {place: Row._make(values) for place, *values in found}
            # By column: card by card it takes twice as long.
            places, are_alone, cards, ordinals, *columns = zip(*converted(rows, _WITH_NOTE.values()), strict=True)
            notes: Iterable[Note | None] = map(Note._make, zip(*columns, strict=True))
            if self.first_notes:
                notes = (note and _named(note, self.first_notes) for note in notes)
            if any(are_alone):
                notes = (None if is_alone else note for is_alone, note in zip(are_alone, notes, strict=True))
            yield from map(Stored, cards, ordinals, map(scheduled.get, places), notes)

    def data(self, part: Part, step: int) -> list[str]:
        """Return the data of about every `step`th studied card, which hold its memory."""
        return [text(data) for (data,) in self._rows(_DATA, (part.home, step))]

    def _rows(self, query: str, values: Sequence[int]) -> list[tuple[Any, ...]]:
        try:
            return rows_of(self.connection, query, values)
        except sqlite3.Error as error:
            raise unreadable(self.shown, error) from None


def card_stream(connection: sqlite3.Connection, shown: Path, decks: Mapping[int, Levels]) -> CardStream:
    """Return the cards of a collection, whose decks have these names. Raises sqlite3.Error where it is damaged."""
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(_PLACED)
    parts: dict[Levels, Part] = {}
    homes = rows_of(connection, _HOMES)
    for home, cards, learnt in homes:
        levels = decks.get(home, UNKNOWN)
        part = parts.setdefault(levels, Part(levels, home, Counter(), Counter()))
        part.cards[home], part.learnt[home] = cards, learnt
        if part.home != home:
            connection.execute("UPDATE temp.placed SET home = ? WHERE home = ?", (part.home, home))
    if len(homes) > 1:
        connection.execute("CREATE INDEX temp.by_home ON placed (home)")
    return CardStream(connection, shown, tuple(parts.values()), _first_notes(connection))


def notes_of(connection: sqlite3.Connection) -> Iterator[Note]:
    """Yield all notes, each with a guid that no other one has."""
    first = _first_notes(connection)
    for values in converted(rows_of(connection, f"SELECT {', '.join(_NOTE)} FROM notes n ORDER BY id"), _NOTE.values()):
        yield _named(Note._make(values), first)


def _named(note: Note, first_notes: Mapping[str, int]) -> Note:
    """Return a note with a guid that no other note has."""
    if not first_notes or first_notes.get(note.guid) == note.id:
        return note
    return note._replace(guid=f"{note.guid} {note.id}")


def _first_notes(connection: sqlite3.Connection) -> dict[str, int]:
    guids = rows_of(connection, "SELECT guid FROM notes")
    if len(set(guids)) == len(guids):
        return {}
    found: dict[str, int] = {}
    for note, guid in rows_of(connection, "SELECT id, guid FROM notes ORDER BY id"):
        found.setdefault(text(guid), number(note))
    return found
