"""Builds Anki packages of all three generations with SQL and protocol buffer messages."""

import io
import json
import sqlite3
import struct
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quizapp.formats.anki.cards import note_digest
from quizapp.formats.common.card_deck import ImportedCard
from tests.formats.reading import read_all

CREATED = 1_700_000_000
BASIC, REVERSED, CLOZE, TYPING = 1, 2, 3, 4
TYPES: dict[int, dict[str, Any]] = {
    BASIC: {"name": "Basic", "flds": ["Front", "Back"], "type": 0,
            "tmpls": [("Card 1", "{{Front}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}")]},
    REVERSED: {"name": "Optional", "flds": ["Front", "Back", "Add"], "type": 0,
               "tmpls": [("Card 1", "{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}"),
                         ("Card 2", "{{#Add}}{{Back}}{{/Add}}", "{{FrontSide}}<hr id=answer>{{Front}}")]},
    CLOZE: {"name": "Cloze", "flds": ["Text", "Extra"], "type": 1,
            "tmpls": [("Cloze", "{{cloze:Text}}", "{{cloze:Text}}<br>{{Extra}}")]},
    TYPING: {"name": "Typing", "flds": ["Front", "Back"], "type": 0,
             "tmpls": [("Card 1", "{{Front}}\n{{type:Back}}", "{{Front}}<hr id=answer>{{type:Back}}")]},
}  # fmt: skip
DECKS = {1: "Default", 10: "Science", 11: "Science::Cells::Parts", 12: "Cram"}
# id, guid, type, tags, fields
NOTES = [
    (
        1,
        "guid-1",
        BASIC,
        " bio  cell ",
        '<b>What</b> is &amp;?\x1fAn <i>ampersand</i><br>H<sub>2</sub>O <img src="a.png">',
    ),
    (2, "guid-2", REVERSED, "", "A\x1fB\x1fyes"),
    (3, "guid-3", CLOZE, "", "The {{c1::mitochondrion::organelle}} is {{c2::the power{{c1::house}}}}.\x1fmore"),
    (4, "guid-4", TYPING, "", "Capital of Peru?\x1fLima"),
    (5, "guid-5", BASIC, "", "only a front"),
]
# id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, odue, odid, data
CARDS = [
    (100, 1, 10, 0, 2, 2, 30, 12, 2500, 3, 1, 0, 0, '{"s":14.5,"d":6.1}'),
    (101, 2, 11, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, ""),
    (102, 2, 11, 1, 2, -1, 40, 20, 2500, 2, 0, 0, 0, ""),
    (103, 3, 11, 0, 1, 1, CREATED + 600, -600, 0, 1, 0, 0, 0, ""),
    (104, 3, 11, 1, 0, -2, 2, 0, 0, 0, 0, 0, 0, ""),
    (105, 4, 12, 0, 2, 2, -5, 8, 2500, 1, 0, 33, 10, ""),
    (106, 5, 10, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, ""),
]
# time, card, ease, interval, last interval, factor, milliseconds, type
REVLOG = [
    (1_700_000_100_000, 100, 2, 1, 0, 0, 4000, 0),
    (1_700_000_200_000, 100, 3, 3, 1, 0, 5000, 1),
    (1_700_000_300_000, 100, 0, 9, 3, 2500, 0, 4),  # a due date set by hand
    (1_700_000_400_000, 100, 1, 1, 3, 0, 900_000, 1),
    (1_700_000_450_000, 100, 4, 1, 1, 0, 3000, 3),  # reviewed in a filtered deck without rescheduling
    (1_700_000_500_000, 103, 3, -600, 0, 0, 1000, 0),
]
COMMON = """
CREATE TABLE notes (id integer primary key, guid text, mid integer, mod integer, usn integer, tags text, flds text,
  sfld text, csum integer, flags integer, data text);
CREATE TABLE cards (id integer primary key, nid integer, did integer, ord integer, mod integer, usn integer,
  type integer, queue integer, due integer, ivl integer, factor integer, reps integer, lapses integer, left integer,
  odue integer, odid integer, flags integer, data text);
CREATE TABLE revlog (id integer primary key, cid integer, usn integer, ease integer, ivl integer, lastIvl integer,
  factor integer, time integer, type integer);
CREATE TABLE col (id integer primary key, crt integer, mod integer, scm integer, ver integer, dty integer,
  usn integer, ls integer, conf text, models text, decks text, dconf text, tags text);
"""


def varint(value: int) -> bytes:
    """Encode a number."""
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def message(*fields: tuple[int, int | str | bytes]) -> bytes:
    """Encode a message of numbers, texts and messages."""
    out = b""
    for number, value in fields:
        if isinstance(value, int):
            out += varint(number << 3) + varint(value)
        else:
            raw = value.encode() if isinstance(value, str) else value
            out += varint(number << 3 | 2) + varint(len(raw)) + raw
    return out


@dataclass(frozen=True)
class Group:
    """A group of deck options: the parameters of FSRS, under the name that JSON has for their version."""

    name: str = "Mine"
    parameters: tuple[float, ...] = ()
    retention: float = 0.0
    version: str = "fsrsParams6"


@dataclass(frozen=True)
class DeckOptions:
    """What a collection knows of its scheduling: its groups, the group and the own retention of each deck."""

    groups: dict[int, Group] = field(default_factory=dict)
    of_deck: dict[int, tuple[int, float]] = field(default_factory=dict)
    fsrs: bool | None = None

    def dconf(self) -> str:
        """The groups in JSON."""
        return json.dumps({
            str(key): {"name": group.name, group.version: group.parameters, "desiredRetention": group.retention}
            for key, group in self.groups.items()
        })  # fmt: skip


NUMBERS = {"fsrsParams6": 6, "fsrsParams5": 5, "fsrsWeights": 3}


def fixed(number: int, value: float) -> bytes:
    """A float of 32 bits on the wire."""
    return varint(number << 3 | 5) + struct.pack("<f", value)


def collection(  # type: ignore[no-untyped-def]
    path: Path, *, newer: bool, version: int | None = 2, notes=NOTES, cards=CARDS, revlog=REVLOG, options=DeckOptions()
) -> Path:
    """Create a collection of schema 11 or 18."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
    connection.executescript(COMMON)
    models = {
        str(key): {"name": t["name"], "type": t["type"],
                   "flds": [{"name": name, "ord": n} for n, name in enumerate(t["flds"])],
                   "tmpls": [{"name": a, "ord": n, "qfmt": b, "afmt": c} for n, (a, b, c) in enumerate(t["tmpls"])]}
        for key, t in TYPES.items()
    }  # fmt: skip
    decks: dict[str, dict[str, Any]] = {
        str(key): {"name": name, "dyn": int(name == "Cram")} for key, name in DECKS.items()
    }
    for key, (group, retention) in options.of_deck.items():
        decks[str(key)] |= {"conf": group} | ({"desiredRetention": round(retention * 100)} if retention else {})
    conf: dict[str, Any] = {} if version is None else {"schedVer": version}
    if options.fsrs is not None:
        conf["fsrs"] = options.fsrs
    old = ("", "", "") if newer else (json.dumps(conf), json.dumps(models), json.dumps(decks))
    row = (CREATED, *old, "" if newer else options.dconf())
    connection.execute("INSERT INTO col VALUES (1, ?, 0, 0, 11, 0, 0, 0, ?, ?, ?, ?, '{}')", row)
    if newer:
        new_tables(connection, version, options)
    connection.executemany("INSERT INTO notes VALUES (?, ?, ?, 0, 0, ?, ?, '', 0, 0, '')", notes)
    for card in cards:
        row = (*card[:4], 0, 0, *card[4:11], 0, *card[11:13], 0, card[13])
        connection.execute(f"INSERT INTO cards VALUES ({', '.join('?' * 18)})", row)
    connection.executemany("INSERT INTO revlog VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?)", revlog)
    connection.commit()
    connection.close()
    return path


def new_tables(connection: sqlite3.Connection, version: int | None, options: DeckOptions) -> None:
    """Create what schemas from 15 on keep in tables and messages."""
    connection.executescript("""
    CREATE TABLE notetypes (id integer primary key, name text COLLATE unicase, mtime_secs integer, usn integer,
      config blob);
    CREATE TABLE fields (ntid integer, ord integer, name text COLLATE unicase, config blob);
    CREATE TABLE templates (ntid integer, ord integer, name text COLLATE unicase, mtime_secs integer, usn integer,
      config blob);
    CREATE TABLE decks (id integer primary key, name text COLLATE unicase, mtime_secs integer, usn integer,
      common blob, kind blob);
    CREATE TABLE deck_config (id integer primary key, name text COLLATE unicase, mtime_secs integer, usn integer,
      config blob);
    CREATE TABLE config (KEY text, usn integer, mtime_secs integer, val blob);
    """)
    for key, kind in TYPES.items():
        config = message((1, kind["type"])) if kind["type"] else b""
        connection.execute("INSERT INTO notetypes VALUES (?, ?, 0, 0, ?)", (key, kind["name"], config))
        for n, name in enumerate(kind["flds"]):
            connection.execute("INSERT INTO fields VALUES (?, ?, ?, ?)", (key, n, name, b""))
        for n, (name, front, back) in enumerate(kind["tmpls"]):
            blob = message((1, front), (2, back))
            connection.execute("INSERT INTO templates VALUES (?, ?, ?, 0, 0, ?)", (key, n, name, blob))
    for key, name in DECKS.items():
        group, retention = options.of_deck.get(key, (0, 0.0))
        normal = (message((1, group)) if group else b"") + (fixed(10, retention) if retention else b"")
        kind_of = message((2 if name == "Cram" else 1, normal))
        connection.execute(
            "INSERT INTO decks VALUES (?, ?, 0, 0, ?, ?)", (key, name.replace("::", "\x1f"), b"", kind_of)
        )
    for key, given in options.groups.items():
        packed_floats = struct.pack(f"<{len(given.parameters)}f", *given.parameters)
        config = message((NUMBERS[given.version], packed_floats)) if given.parameters else b""
        config += fixed(37, given.retention) if given.retention else b""
        connection.execute("INSERT INTO deck_config VALUES (?, ?, 0, 0, ?)", (key, given.name, config))
    if options.fsrs is not None:
        value = json.dumps(options.fsrs).encode()
        connection.execute("INSERT INTO config VALUES ('fsrs', 0, 0, ?)", (value,))
    if version is not None:
        connection.execute("INSERT INTO config VALUES ('schedVer', 0, 0, ?)", (str(version).encode(),))


def zstd(data: bytes) -> bytes:
    """Compress without storing the size of the content, as a stream writer does."""
    try:
        from compression.zstd import ZstdFile
    except ImportError:
        from backports.zstd import ZstdFile
    out = io.BytesIO()
    with ZstdFile(out, "w") as file:
        for at in range(0, len(data), 1000):
            file.write(data[at : at + 1000])
    return out.getvalue()


def stub(folder: Path) -> bytes:
    """Create the old collection that a newer package has beside the real one: a single note that asks to update."""
    asks = [(1, "x", BASIC, "", "Please update to the latest Anki version.\x1f")]
    path = collection(
        folder / "stub", newer=False, notes=asks, cards=[(1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, "")], revlog=[]
    )
    return path.read_bytes()


def packed(tmp_path: Path, generation: str, **more: Any) -> Path:
    """Create a package of a generation: anki2, anki21 or anki21b."""
    newer = generation == "anki21b"
    raw = collection(tmp_path / "c", newer=newer, **more).read_bytes()
    path = tmp_path / "deck.apkg"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        if generation != "anki2":
            archive.writestr("collection.anki2", stub(tmp_path))
        if newer:
            archive.writestr("meta", message((1, 3)))
            archive.writestr("collection.anki21b", zstd(raw), zipfile.ZIP_STORED)
            archive.writestr("media", zstd(message((1, message((1, "a.png"), (2, 4))))), zipfile.ZIP_STORED)
            archive.writestr("0", zstd(b"png!"), zipfile.ZIP_STORED)
        else:
            archive.writestr(f"collection.{generation}", raw)
            archive.writestr("media", json.dumps({"0": "a.png", "1": "../../evil.sh"}))
            archive.writestr("0", b"png!")
            archive.writestr("1", b"#!/bin/sh")
    return path


def cards_of(path: Path) -> dict[str, ImportedCard]:
    """Return every card by deck, topic, note and ordinal."""
    decks, _ = read_all(path)
    notes = {note_digest(note[1]): f"note {note[0]}" for note in NOTES}
    return {
        f"{deck.title} | {topic.title} | {notes[card.note]} | {card.id.rpartition('-')[2]}": card
        for deck in decks
        for topic in deck.topics
        for card in topic.cards
    }


GENERATIONS = ["anki2", "anki21", "anki21b"]
