"""Reads a collection's tables as values: schema 11, and the schemas from 15 on."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from quizapp.core.study_day import DAY_S
from quizapp.errors import QuizError
from quizapp.formats.anki.deck_options import DeckOptions, new_options, old_options
from quizapp.formats.anki.protobuf import Wire
from quizapp.formats.anki.untrusted_database import REPLACING, connected, rows_of, tables_of, values_of

CLOZE = 1
# The columns that make a note and a card, and what they hold unless somebody wrote something else there.
_NOTE = {"id": int, "guid": str, "mid": int, "tags": str, "flds": str}
_CARD: dict[str, type] = dict.fromkeys(
    ("id", "nid", "did", "ord", "type", "queue", "due", "ivl", "lapses", "odue", "odid", '"left"', "mod"), int
) | {"CASE data WHEN '{}' THEN '' ELSE data END": str}  # fmt: skip
CRAMMED, RESET = -3, -4  # in place of an entry's type
EPOCH_ORDINAL, HOUR_S = date(1970, 1, 1).toordinal(), 3600
MOST_TEXT = 10 << 20  # characters of a note's fields


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Template:
    """A card's two sides, as text with fields in double braces; one is itself alone, and cheap to look up by."""

    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteType:
    """The names of a note's fields, and the templates of its cards by ordinal."""

    name: str
    fields: tuple[str, ...]
    templates: dict[int, Template]
    is_cloze: bool


Levels = tuple[str, ...]
"""The name of a deck, and before it those of the decks that it is in."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """All that is read of a collection; `version_1` is the first scheduler."""

    created: int  # when its first day began, in seconds since the epoch
    west_minutes: int | None  # of the zone in which that was; None where it does not say
    version_1: bool
    types: dict[int, NoteType]
    decks: dict[int, Levels]
    notes: dict[int, Note]
    cards: list[Row]
    reviews: dict[int, list[tuple[int, int, int, int]]]  # card -> (time in ms, ease, milliseconds taken, type)
    faults: list[str]
    options: DeckOptions = DeckOptions()

    @property
    def first_day(self) -> int:
        """Return the day from which days are counted, as a proleptic Gregorian ordinal."""
        return first_day(self.created, self.west_minutes)


def first_day(created: int, west_minutes: int | None) -> int:
    """Return the day on which a collection was created, as a proleptic Gregorian ordinal, in the zone of its making."""
    # Older collections do not name their zone, but their first day began at four o'clock in it.
    guess = (4 * HOUR_S - created + DAY_S // 2) % DAY_S - DAY_S // 2
    return (created + (guess if west_minutes is None else -60 * west_minutes)) // DAY_S + EPOCH_ORDINAL


def _number(value: Any) -> int:
    """Return a column as an integer; 0 for any other value."""
    if isinstance(value, int):
        return value
    try:
        return int(float(value))
    except (TypeError, ValueError, OverflowError):
        return 0


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return value if isinstance(value, str) else "" if value is None else str(value)


def read_collection(path: Path, shown: Path) -> Collection:
    """Return the collection in a file; `shown` is its name in messages. Raises QuizError if it is none."""
    with connected(path, shown) as connection:
        tables = tables_of(connection)
        if missing := {"col", "notes", "cards", "revlog"} - tables:
            raise QuizError(f"{shown}: it has no table `{min(missing)}`.", "This is not a collection of Anki.")
        newer = {"notetypes", "fields", "templates", "decks"} <= tables
        found = rows_of(connection, "SELECT crt, models, decks, conf FROM col LIMIT 1")
        if not found:
            raise QuizError(f"{shown}: the collection is empty.", "Export the deck from Anki again.")
        row = found[0]
        if not (cards := _cards(connection)):
            raise QuizError(f"{shown}: the collection has no cards.", "There is nothing in it to import.")
        faults: list[str] = []
        types = _new_types(connection) if newer else _old_types(row[1], faults)
        return Collection(
            created=_number(row[0]),
            west_minutes=_west_minutes(connection, row[3], "config" in tables),
            version_1=_version(connection, row[3], "config" in tables) < 2,
            types=types,
            decks=_new_decks(connection) if newer else _old_decks(row[2]),
            notes=_notes(connection, faults),
            cards=cards,
            reviews=_reviews(connection),
            faults=faults,
            options=new_options(connection, tables) if newer else old_options(connection),
        )


def _json(text: Any) -> dict[str, Any]:
    try:
        found = json.loads(_text(text) or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _version(connection: sqlite3.Connection, conf: Any, newer: bool) -> int:
    """Return the scheduler's version; 1 if the collection does not have it."""
    if newer:
        row = rows_of(connection, "SELECT CAST(val AS TEXT) FROM config WHERE key = 'schedVer'")
        return _number(row[0][0]) if row else 1
    return _number(_json(conf).get("schedVer", 1))


def _west_minutes(connection: sqlite3.Connection, conf: Any, newer: bool) -> int | None:
    """Return how far west of UTC the collection was created, in minutes; None if unknown."""
    if newer:
        rows = rows_of(connection, "SELECT CAST(val AS TEXT) FROM config WHERE key = 'creationOffset'")
        found = rows[0][0] if rows else None
    else:
        found = _json(conf).get("creationOffset")
    return None if found is None else max(-900, min(_number(found), 900))


def _old_types(models: Any, faults: list[str]) -> dict[int, NoteType]:
    found = {}
    for key, model in _json(models).items():
        try:
            templates = {_number(t.get("ord", i)): t for i, t in enumerate(model["tmpls"])}
            found[_number(key)] = NoteType(
                name=_text(model.get("name")),
                fields=tuple(_text(f["name"]) for f in sorted(model["flds"], key=lambda f: _number(f.get("ord")))),
                templates={
                    ordinal: Template(name=_text(t.get("name")), front=_text(t.get("qfmt")), back=_text(t.get("afmt")))
                    for ordinal, t in templates.items()
                },
                is_cloze=_number(model.get("type")) == CLOZE,
            )
        except (KeyError, TypeError, AttributeError):
            faults.append(f"the note type {key[:40]} cannot be read")
    return found


def _new_types(connection: sqlite3.Connection) -> dict[int, NoteType]:
    fields: dict[int, list[str]] = defaultdict(list)
    for type_id, name in rows_of(connection, "SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        fields[_number(type_id)].append(_text(name))
    templates: dict[int, dict[int, Template]] = defaultdict(dict)
    for type_id, ordinal, name, config in rows_of(connection, "SELECT ntid, ord, name, config FROM templates"):
        message = _message(config)
        templates[_number(type_id)][_number(ordinal)] = Template(
            name=_text(name), front=message.text(1), back=message.text(2)
        )
    return {
        _number(type_id): NoteType(
            name=_text(name),
            fields=tuple(fields[_number(type_id)]),
            templates=templates[_number(type_id)],
            is_cloze=_message(config).number(1) == CLOZE,
        )
        for type_id, name, config in rows_of(connection, "SELECT id, name, config FROM notetypes")
    }


def _message(data: Any) -> Wire:
    try:
        return Wire(data if isinstance(data, bytes) else b"")
    except ValueError:
        return Wire(b"")


def _old_decks(decks: Any) -> dict[int, Levels]:
    return {
        _number(key): _levels(_text(deck.get("name")), "::")
        for key, deck in _json(decks).items()
        if isinstance(deck, dict)
    }


def _new_decks(connection: sqlite3.Connection) -> dict[int, Levels]:
    return {
        _number(deck): _levels(_text(name), "\x1f") for deck, name in rows_of(connection, "SELECT id, name FROM decks")
    }


def _levels(name: str, separator: str) -> Levels:
    return tuple(level.strip() or "untitled" for level in name.split(separator))[:100] or ("untitled",)


def _of_kinds(rows: Sequence[tuple[Any, ...]], columns: Mapping[str, type]) -> Iterable[Sequence[Any]]:
    """Return rows whose columns hold what they are for; checked by column, which takes a third of the time."""
    kinds = [set(map(type, column)) for column in zip(*rows, strict=True)]
    if kinds == [{kind} for kind in columns.values()]:
        return rows
    convert = [_text if kind is str else _number for kind in columns.values()]
    return ([make(value) for make, value in zip(convert, row, strict=True)] for row in rows)


def _notes(connection: sqlite3.Connection, faults: list[str]) -> dict[int, Note]:
    query = f"SELECT {', '.join(_NOTE)} FROM notes ORDER BY id"
    found = values_of(connection, query, lambda rows: map(Note._make, _of_kinds(rows, _NOTE)))
    notes = {note.id: note for note in found}
    for note in [note for note in notes.values() if len(note.fields) > MOST_TEXT]:
        faults.append(f"the note {note.guid[:40]} has more than {MOST_TEXT >> 20} million characters and was left out")
        del notes[note.id]
    guids = {note.guid: note.id for note in reversed(notes.values())}  # the first note of each name
    if len(guids) < len(notes):  # some programs derive guids from texts; Anki keeps both notes
        for note in notes.values():
            if guids[note.guid] != note.id:
                notes[note.id] = note._replace(guid=f"{note.guid} {note.id}")
    return notes


def _cards(connection: sqlite3.Connection) -> list[Row]:
    query = f"SELECT {', '.join(_CARD)} FROM cards ORDER BY type <> 0, due, nid, ord"
    return values_of(connection, query, lambda rows: map(Row._make, _of_kinds(rows, _CARD)))


def _reviews(connection: sqlite3.Connection) -> dict[int, list[tuple[int, int, int, int]]]:
    reviews: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    # A filtered deck that does not reschedule leaves a factor of 0, and so does making a card new again.
    kind = f"CASE WHEN factor <> 0 THEN type WHEN type = 3 THEN {CRAMMED} WHEN type = 4 THEN {RESET} ELSE type END"
    query = f"SELECT id, cid, ease, time, {kind} FROM revlog ORDER BY id"
    # There may be millions, which are not held twice; and numbers, if they are, cost nothing to be read as text.
    connection.text_factory = REPLACING
    for time_ms, card, ease, taken, kind in connection.execute(query):
        reviews[_number(card)].append((_number(time_ms), _number(ease), _number(taken), _number(kind)))
    return reviews
