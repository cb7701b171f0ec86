"""Reads what a collection holds beside its cards and notes: of schema 11, and of the schemas from 15 on."""

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from quizapp.core.study_day import DAY_S
from quizapp.errors import QuizError
from quizapp.formats.anki.card_stream import Levels
from quizapp.formats.anki.deck_options import DeckOptions, new_options, old_options
from quizapp.formats.anki.protobuf import Wire
from quizapp.formats.anki.untrusted_database import REPLACING, number, rows_of, tables_of, text

CLOZE = 1
QUIZAPP = "quizapp"  # the last field of quizapp's own note types, and a setting of collections that it wrote
CRAMMED, RESET = -3, -4  # in place of an entry's type
EPOCH_ORDINAL, HOUR_S = date(1970, 1, 1).toordinal(), 3600


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """What a collection holds beside its cards and notes; `version_1` is the first scheduler."""

    created: int  # when its first day began, in seconds since the epoch
    west_minutes: int | None  # of the zone in which that was; None where it does not say
    version_1: bool
    types: dict[int, NoteType]
    decks: dict[int, Levels]
    reviews: dict[int, list[tuple[int, int, int, int]]]  # card -> (time in ms, ease, milliseconds taken, type)
    faults: list[str]
    options: DeckOptions = DeckOptions()
    by_quizapp: bool = False  # quizapp wrote it

    @property
    def first_day(self) -> int:
        """Return the day from which days are counted, as a proleptic Gregorian ordinal."""
        return first_day(self.created, self.west_minutes)


def first_day(created: int, west_minutes: int | None) -> int:
    """Return the day on which a collection was created, as a proleptic Gregorian ordinal, in the zone of its making."""
    # Older collections do not name their zone, but their first day began at four o'clock in it.
    guess = (4 * HOUR_S - created + DAY_S // 2) % DAY_S - DAY_S // 2
    return (created + (guess if west_minutes is None else -60 * west_minutes)) // DAY_S + EPOCH_ORDINAL


def read_collection(connection: sqlite3.Connection, shown: Path) -> Collection:
    """Return what a collection holds beside its cards and notes; `shown` is its name in messages.

    Raises QuizError if it is none, and sqlite3.Error where it is damaged.
    """
    tables = tables_of(connection)
    if missing := {"col", "notes", "cards", "revlog"} - tables:
        raise QuizError(f"{shown}: it has no table `{min(missing)}`.", "This is not a collection of Anki.")
    newer = {"notetypes", "fields", "templates", "decks"} <= tables
    found = rows_of(connection, "SELECT crt, models, decks, conf FROM col LIMIT 1")
    if not found:
        raise QuizError(f"{shown}: the collection is empty.", "Export the deck from Anki again.")
    row = found[0]
    if not rows_of(connection, "SELECT 1 FROM cards LIMIT 1"):
        raise QuizError(f"{shown}: the collection has no cards.", "There is nothing in it to import.")
    faults: list[str] = []
    return Collection(
        created=number(row[0]),
        west_minutes=_west_minutes(connection, row[3], "config" in tables),
        version_1=_version(connection, row[3], "config" in tables) < 2,
        types=_new_types(connection) if newer else _old_types(row[1], faults),
        decks=_new_decks(connection) if newer else _old_decks(row[2]),
        reviews=_reviews(connection),
        faults=faults,
        by_quizapp=QUIZAPP in _json(row[3]),
        options=new_options(connection, tables) if newer else old_options(connection),
    )


def _json(value: Any) -> dict[str, Any]:
    try:
        found = json.loads(text(value) or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _version(connection: sqlite3.Connection, conf: Any, newer: bool) -> int:
    """Return the scheduler's version; 1 if the collection does not have it."""
    if newer:
        row = rows_of(connection, "SELECT CAST(val AS TEXT) FROM config WHERE key = 'schedVer'")
        return number(row[0][0]) if row else 1
    return number(_json(conf).get("schedVer", 1))


def _west_minutes(connection: sqlite3.Connection, conf: Any, newer: bool) -> int | None:
    """Return how far west of UTC the collection was created, in minutes; None if unknown."""
    if newer:
        rows = rows_of(connection, "SELECT CAST(val AS TEXT) FROM config WHERE key = 'creationOffset'")
        found = rows[0][0] if rows else None
    else:
        found = _json(conf).get("creationOffset")
    return None if found is None else max(-900, min(number(found), 900))


def _old_types(models: Any, faults: list[str]) -> dict[int, NoteType]:
    found = {}
    for key, model in _json(models).items():
        try:
            templates = {number(t.get("ord", i)): t for i, t in enumerate(model["tmpls"])}
            found[number(key)] = NoteType(
                name=text(model.get("name")),
                fields=tuple(text(f["name"]) for f in sorted(model["flds"], key=lambda f: number(f.get("ord")))),
                templates={
                    ordinal: Template(name=text(t.get("name")), front=text(t.get("qfmt")), back=text(t.get("afmt")))
                    for ordinal, t in templates.items()
                },
                is_cloze=number(model.get("type")) == CLOZE,
            )
        except (KeyError, TypeError, AttributeError):
            faults.append(f"the note type {key[:40]} cannot be read")
    return found


def _new_types(connection: sqlite3.Connection) -> dict[int, NoteType]:
    fields: dict[int, list[str]] = defaultdict(list)
    for type_id, name in rows_of(connection, "SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        fields[number(type_id)].append(text(name))
    templates: dict[int, dict[int, Template]] = defaultdict(dict)
    for type_id, ordinal, name, config in rows_of(connection, "SELECT ntid, ord, name, config FROM templates"):
        message = _message(config)
        templates[number(type_id)][number(ordinal)] = Template(
            name=text(name), front=message.text(1), back=message.text(2)
        )
    return {
        number(type_id): NoteType(
            name=text(name),
            fields=tuple(fields[number(type_id)]),
            templates=templates[number(type_id)],
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
        number(key): _levels(text(deck.get("name")), "::")
        for key, deck in _json(decks).items()
        if isinstance(deck, dict)
    }


def _new_decks(connection: sqlite3.Connection) -> dict[int, Levels]:
    return {
        number(deck): _levels(text(name), "\x1f") for deck, name in rows_of(connection, "SELECT id, name FROM decks")
    }


def _levels(name: str, separator: str) -> Levels:
    return tuple(level.strip() or "untitled" for level in name.split(separator))[:100] or ("untitled",)


def _reviews(connection: sqlite3.Connection) -> dict[int, list[tuple[int, int, int, int]]]:
    reviews: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    # A filtered deck that does not reschedule leaves a factor of 0, and so does making a card new again.
    kind = f"CASE WHEN factor <> 0 THEN type WHEN type = 3 THEN {CRAMMED} WHEN type = 4 THEN {RESET} ELSE type END"
    query = f"SELECT id, cid, ease, time, {kind} FROM revlog ORDER BY id"
    # There may be millions, which are not held twice; and numbers, if they are, cost nothing to be read as text.
    connection.text_factory = REPLACING
    for time_ms, card, ease, taken, kind in connection.execute(query):
        reviews[number(card)].append((number(time_ms), number(ease), number(taken), number(kind)))
    connection.text_factory = str
    return reviews
