"""Finds the notes that imported cards came from, in the collections that were kept at their import."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from quizapp.errors import QuizError
from quizapp.formats.anki.card_stream import Note, notes_of
from quizapp.formats.anki.cards import note_digest
from quizapp.formats.anki.collection import Collection, NoteType, read_collection
from quizapp.formats.anki.kept_package import unpacked
from quizapp.formats.anki.original_models import Model, models_of
from quizapp.formats.anki.schema_11 import CARD_COLUMNS, NOTE_COLUMNS, REVIEW_COLUMNS
from quizapp.formats.anki.untrusted_database import connected, rows_of

_CARD_ID = re.compile(r"([0-9a-f]{12})-(\d{1,5})")

Columns = dict[str, Any]
"""A row of a table, by the names of its columns."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeptCollection:
    """All of a kept collection that an export may write again."""

    collection: Collection
    models: dict[int, Model]
    notes: dict[str, Note]  # by the digests of their guids
    note_rows: dict[int, Columns]
    card_rows: dict[tuple[int, int], Columns]  # by note and ordinal
    review_rows: dict[int, list[Columns]]  # by card


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """What a card was in Anki: its note, and its row where it had one."""

    kept: KeptCollection
    note: Note
    kind: NoteType
    model: Model
    ordinal: int

    @property
    def note_row(self) -> Columns:
        """Return the row of its note."""
        return self.kept.note_rows[self.note.id]

    @property
    def card_row(self) -> Columns | None:
        """Return its row."""
        return self.kept.card_rows.get((self.note.id, self.ordinal))

    @property
    def deck(self) -> str:
        """Return the whole name of its deck; of its own one where it was in a filtered deck."""
        row = self.card_row
        found = self.kept.collection.decks.get(row["odid"] or row["did"]) if row else None
        return "::".join(found) if found else ""

    @property
    def review_rows(self) -> Sequence[Columns]:
        """Return the entries of its log."""
        row = self.card_row
        return self.kept.review_rows.get(row["id"], ()) if row else ()


def is_from_anki(card: str) -> bool:
    """Return whether a card's id is that of a note of Anki."""
    return _CARD_ID.fullmatch(card) is not None


class Originals:
    """The kept collections, the latest first; each is read when a card is in none of those before it."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = list(files)
        self._read: list[KeptCollection] = []

    def find(self, card: str) -> Original | None:
        """Return the original of a card, by the card's id."""
        named = _CARD_ID.fullmatch(card)
        if named is None:
            return None
        for kept in self._collections():
            note = kept.notes.get(named[1])
            kind = kept.collection.types.get(note.type) if note else None
            model = kept.models.get(note.type) if note else None
            if note and kind and model:
                return Original(kept=kept, note=note, kind=kind, model=model, ordinal=int(named[2]) - 1)
        return None

    def _collections(self) -> Iterator[KeptCollection]:
        yield from self._read
        while self._files:
            file = self._files.pop(0)
            with suppress(QuizError):  # a damaged one costs its own notes alone, of which `losses` tells
                self._read.append(_loaded(file))
                yield self._read[-1]


def originals_of(files: Sequence[Path]) -> Originals:
    """Return the originals in kept collections, which are read once while the files stay as they are."""
    return _originals_of(tuple((file, file.stat().st_mtime_ns) for file in files))


@lru_cache(maxsize=1)  # an export asks twice: to write, and to tell what is lost
def _originals_of(files: Sequence[tuple[Path, int]]) -> Originals:
    return Originals([file for file, _ in files])


def _loaded(file: Path) -> KeptCollection:
    """Return a kept collection. Raises QuizError where it is damaged."""
    with unpacked(file) as path, connected(path, file) as connection:
        collection = read_collection(connection, file)
        try:
            models = models_of(connection)
        except (ValueError, RecursionError) as error:
            raise QuizError(f"{file}: its note types cannot be read: {error}", "") from None
        notes = {note_digest(note.guid): note for note in notes_of(connection)}
        tables = {
            table: [dict(zip(columns, row, strict=True)) for row in rows_of(connection, _query(table, columns))]
            for table, columns in (("notes", NOTE_COLUMNS), ("cards", CARD_COLUMNS), ("revlog", REVIEW_COLUMNS))
        }
    reviews: dict[int, list[Columns]] = {}
    for row in tables["revlog"]:
        reviews.setdefault(row["cid"], []).append(row)
    return KeptCollection(
        collection=collection, models=models, notes=notes,
        note_rows={row["id"]: row for row in tables["notes"]},
        card_rows={(row["nid"], row["ord"]): row for row in tables["cards"]},
        review_rows=reviews,
    )  # fmt: skip


def _query(table: str, columns: Sequence[str]) -> str:
    return f"SELECT {', '.join(columns)} FROM {table} ORDER BY id"
