"""The tables and documents of a collection of schema 11, which every Anki reads."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from quizapp.formats.anki.collection import QUIZAPP
from quizapp.formats.anki.own_types import CSS, OwnType

CREATED = 1_500_004_800  # four o'clock in UTC: the days of a collection of ours are counted from this one
NOTE_COLUMNS = ("id", "guid", "mid", "mod", "usn", "tags", "flds", "sfld", "csum", "flags", "data")
CARD_COLUMNS = (
    "id", "nid", "did", "ord", "mod", "usn", "type", "queue", "due", "ivl", "factor", "reps", "lapses", "left", "odue",
    "odid", "flags", "data",
)  # fmt: skip
REVIEW_COLUMNS = ("id", "cid", "usn", "ease", "ivl", "lastIvl", "factor", "time", "type")
_TABLES = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL,
  ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL,
  models text NOT NULL, decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL,
  usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL,
  flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL,
  ivl integer NOT NULL, factor integer NOT NULL, reps integer NOT NULL, lapses integer NOT NULL,
  left integer NOT NULL, odue integer NOT NULL, odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL,
  ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL,
  type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
"""


def create(connection: sqlite3.Connection) -> None:
    """Create the tables in an empty database."""
    connection.executescript(_TABLES)


def insert(connection: sqlite3.Connection, table: str, row: tuple[Any, ...]) -> None:
    """Insert a row with all columns of a table."""
    connection.execute(f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def insert_collection(
    connection: sqlite3.Connection, created: int, conf: Mapping[str, Any], models: Mapping[int, Any],
    decks: Mapping[int, str],
) -> None:  # fmt: skip
    """Insert the row of the collection: when its first day began, its settings, note types and names of decks."""
    kept = {"schedVer": 2, "curDeck": 1, "activeDecks": [1], "nextPos": 1, "sortType": "noteFld", QUIZAPP: 1, **conf}
    named = {str(number): _deck(number, name) for number, name in ({1: "Default"} | dict(decks)).items()}
    documents = (kept, {str(number): model for number, model in models.items()}, named, {"1": _options()})
    insert(connection, "col", (1, created, 0, 0, 11, 0, 0, 0, *map(json.dumps, documents), "{}"))


def model(own: OwnType) -> dict[str, Any]:
    """Return a note type of ours as a document."""
    return {
        "id": own.id, "name": own.name, "type": int(own.is_cloze), "mod": CREATED, "usn": -1, "sortf": 0, "did": 1,
        "tags": [], "vers": [], "css": CSS, "latexPre": "", "latexPost": "", "req": [[0, "any", [0]]],
        "flds": [field(name, ordinal) for ordinal, name in enumerate(own.fields)],
        "tmpls": [template("Card 1", 0, own.front, own.back)],
    }  # fmt: skip


def field(name: str, ordinal: int) -> dict[str, Any]:
    """Return a field of a note type as a document."""
    return {"name": name, "ord": ordinal, "sticky": False, "rtl": False, "font": "Arial", "size": 20, "media": []}


def template(name: str, ordinal: int, front: str, back: str) -> dict[str, Any]:
    """Return a template of a note type as a document."""
    return {"name": name, "ord": ordinal, "qfmt": front, "afmt": back, "did": None, "bqfmt": "", "bafmt": ""}


def _deck(number: int, name: str) -> dict[str, Any]:
    return {
        "id": number, "name": name, "mod": 0, "usn": -1, "dyn": 0, "conf": 1, "desc": "", "collapsed": False,
        "browserCollapsed": False, "extendNew": 0, "extendRev": 0,
        "newToday": [0, 0], "revToday": [0, 0], "lrnToday": [0, 0], "timeToday": [0, 0],
    }  # fmt: skip


def _options() -> dict[str, Any]:
    return {
        "id": 1, "name": "Default", "mod": 0, "usn": 0, "maxTaken": 60, "autoplay": True, "timer": 0,
        "replayq": True, "dyn": False,
        "new": {"bury": True, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 7], "order": 1, "perDay": 20},
        "rev": {"bury": True, "ease4": 1.3, "fuzz": 0.05, "ivlFct": 1, "maxIvl": 36500, "perDay": 200,
                "hardFactor": 1.2},
        "lapse": {"delays": [10], "leechAction": 0, "leechFails": 8, "minInt": 1, "mult": 0},
    }  # fmt: skip
