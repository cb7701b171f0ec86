"""Anki's packages: written by our own SQL and messages, in all three generations."""

import io
import json
import sqlite3
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from quizapp.core.model import Rating
from quizapp.errors import ExitCode, QuizError
from quizapp.formats.anki import package, reader
from quizapp.formats.anki.protobuf import fields_of
from quizapp.formats.anki.templates import clozes, hidden, plain_filters, render, whole
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
    (1_700_000_300_000, 100, 0, 9, 3, 0, 0, 4),
    (1_700_000_400_000, 100, 1, 1, 3, 0, 900_000, 1),
    (1_700_000_450_000, 100, 4, 1, 1, 0, 3000, 3),  # crammed in a filtered deck
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
    """A number on the wire."""
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def message(*fields: tuple[int, int | str | bytes]) -> bytes:
    """A message of numbers, texts and messages."""
    out = b""
    for number, value in fields:
        if isinstance(value, int):
            out += varint(number << 3) + varint(value)
        else:
            raw = value.encode() if isinstance(value, str) else value
            out += varint(number << 3 | 2) + varint(len(raw)) + raw
    return out


def collection(path: Path, *, newer: bool, version: int | None = 2, notes=NOTES, cards=CARDS, revlog=REVLOG) -> Path:  # type: ignore[no-untyped-def]
    """A collection of schema 11, or of 18."""
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
    decks = {str(key): {"name": name, "dyn": int(name == "Cram")} for key, name in DECKS.items()}
    conf = {} if version is None else {"schedVer": version}
    old = ("", "", "") if newer else (json.dumps(conf), json.dumps(models), json.dumps(decks))
    connection.execute("INSERT INTO col VALUES (1, ?, 0, 0, 11, 0, 0, 0, ?, ?, ?, '{}', '{}')", (CREATED, *old))
    if newer:
        new_tables(connection, version)
    connection.executemany("INSERT INTO notes VALUES (?, ?, ?, 0, 0, ?, ?, '', 0, 0, '')", notes)
    for card in cards:
        row = (*card[:4], 0, 0, *card[4:11], 0, *card[11:13], 0, card[13])
        connection.execute(f"INSERT INTO cards VALUES ({', '.join('?' * 18)})", row)
    connection.executemany("INSERT INTO revlog VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?)", revlog)
    connection.commit()
    connection.close()
    return path


def new_tables(connection: sqlite3.Connection, version: int | None) -> None:
    """What the schemas from 15 on keep in tables and messages."""
    connection.executescript("""
    CREATE TABLE notetypes (id integer primary key, name text COLLATE unicase, mtime_secs integer, usn integer,
      config blob);
    CREATE TABLE fields (ntid integer, ord integer, name text COLLATE unicase, config blob);
    CREATE TABLE templates (ntid integer, ord integer, name text COLLATE unicase, mtime_secs integer, usn integer,
      config blob);
    CREATE TABLE decks (id integer primary key, name text COLLATE unicase, mtime_secs integer, usn integer,
      common blob, kind blob);
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
        kind_of = message((2 if name == "Cram" else 1, b""))
        connection.execute(
            "INSERT INTO decks VALUES (?, ?, 0, 0, ?, ?)", (key, name.replace("::", "\x1f"), b"", kind_of)
        )
    if version is not None:
        connection.execute("INSERT INTO config VALUES ('schedVer', 0, 0, ?)", (str(version).encode(),))


def zstd(data: bytes) -> bytes:
    """A frame without the size of its content, as a stream writes it."""
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
    """The old collection beside a newer one: one note that asks to update."""
    asks = [(1, "x", BASIC, "", "Please update to the latest Anki version.\x1f")]
    path = collection(
        folder / "stub", newer=False, notes=asks, cards=[(1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, "")], revlog=[]
    )
    return path.read_bytes()


def packed(tmp_path: Path, generation: str, **more: Any) -> Path:
    """A package of a generation: anki2, anki21 or anki21b."""
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
    """Every card by deck, topic, note and ordinal."""
    decks, _ = read_all(path)
    notes = {reader.note_digest(note[1]): f"note {note[0]}" for note in NOTES}
    return {
        f"{deck.title} | {topic.title} | {notes[card.note]} | {card.id.rpartition('-')[2]}": card
        for deck in decks
        for topic in deck.topics
        for card in topic.cards
    }


GENERATIONS = ["anki2", "anki21", "anki21b"]


@pytest.mark.parametrize("generation", [*GENERATIONS, "bare", "bare, newer"])
def test_every_generation_gives_the_same_cards(tmp_path: Path, generation: str) -> None:
    """Decks and their levels, cards of a filtered deck at home, notes with too few fields."""
    path = (
        collection(tmp_path / "collection.anki2", newer="newer" in generation)
        if generation.startswith("bare")
        else packed(tmp_path, generation)
    )
    assert reader.recognise(path, path.read_bytes()[:65536])
    cards = cards_of(path)
    assert sorted(cards) == [
        "Science | Cells / Parts | note 2 | 1",
        "Science | Cells / Parts | note 2 | 2",
        "Science | Cells / Parts | note 3 | 1",
        "Science | Cells / Parts | note 3 | 2",
        "Science | Science | note 1 | 1",
        "Science | Science | note 4 | 1",
    ]
    first = cards["Science | Science | note 1 | 1"]
    assert first.body == {"kind": "recall", "ask": "**What** is &?", "answer": "An *ampersand*\nH₂O [image: a.png]"}
    assert (first.tags, first.media) == (("bio", "cell"), ("a.png",))
    assert cards["Science | Cells / Parts | note 2 | 2"].body["ask"] == "B"
    assert cards["Science | Science | note 4 | 1"].body == {
        "kind": "typed",
        "ask": "Capital of Peru?",
        "answer": "Lima",
    }
    assert cards["Science | Cells / Parts | note 3 | 1"].body["text"] == (
        "The {{mitochondrion::organelle}} is the power{{house}}."
    )
    assert cards["Science | Cells / Parts | note 3 | 2"].body["text"] == "The mitochondrion is {{the powerhouse}}."
    _, problems = read_all(path)
    told = [problem.message for problem in problems if "are not in the package" not in problem.message]
    assert ["too few fields" in message for message in told] == [True]


@pytest.mark.parametrize("generation", GENERATIONS)
def test_the_past_comes_along(tmp_path: Path, generation: str) -> None:
    """Reviews with grades, without manual changes and cramming; due days, intervals, FSRS's figures; suspended."""
    cards = cards_of(packed(tmp_path, generation))
    past = cards["Science | Science | note 1 | 1"].history
    assert past is not None
    assert [(review.rating, review.seconds) for review in past.reviews] == [
        (Rating.HARD, 4.0), (Rating.GOOD, 5.0), (Rating.AGAIN, 600.0),
    ]  # fmt: skip
    assert (past.stability, past.difficulty, past.lapses, past.interval_days) == (14.5, 6.1, 1, 12)
    assert past.due_ms == (CREATED + 30 * 86_400) * 1000
    suspended = cards["Science | Cells / Parts | note 2 | 2"].history
    assert suspended is not None and suspended.suspended and not suspended.reviews
    learning = cards["Science | Cells / Parts | note 3 | 1"].history
    assert learning is not None
    assert (learning.due_ms, learning.interval_days) == ((CREATED + 600) * 1000, 600 / 86_400)
    buried = cards["Science | Cells / Parts | note 3 | 2"].history
    assert buried is not None and buried.buried
    at_home = cards["Science | Science | note 4 | 1"].history
    assert at_home is not None and at_home.due_ms == (CREATED + 33 * 86_400) * 1000
    assert cards["Science | Cells / Parts | note 2 | 1"].history is None


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("version", [None, 1])
def test_the_first_scheduler_had_three_buttons_for_learning(
    tmp_path: Path, generation: str, version: int | None
) -> None:
    """There 2 means Good and 3 means Easy, for learning and relearning alone; one that does not say is the first."""
    cards = cards_of(packed(tmp_path, generation, version=version))
    past, learning = (cards[f"Science | {name} | 1"].history for name in ("Science | note 1", "Cells / Parts | note 3"))
    assert past is not None and learning is not None
    assert [review.rating for review in past.reviews] == [Rating.GOOD, Rating.GOOD, Rating.AGAIN]
    assert [review.rating for review in learning.reviews] == [Rating.EASY]


@pytest.mark.parametrize("generation", ["anki2", "anki21b"])
def test_media_are_read_by_their_names_and_stay_in_their_folder(tmp_path: Path, generation: str) -> None:
    """A name that leads elsewhere loses its way."""
    decks, _ = read_all(packed(tmp_path, generation))
    assert {name: read() for deck in decks for name, read in deck.media.items()} == {"a.png": b"png!"}
    assert [package.safe_name(name) for name in ("../../x", "a/..", "C:\\x\\y.png", "\x1b.png", ".", "ü.png")] == [
        "x", "", "y.png", "", "", "ü.png",
    ]  # fmt: skip


@pytest.mark.parametrize("noise", [b"{", b"[" * 3000, b"{" + b'"a":{' * 3000, bytes(range(256)), b'{"0": 1'])
def test_media_whose_names_cannot_be_read_are_told_of(tmp_path: Path, noise: bytes) -> None:
    """Their cards come without them."""
    path = packed(tmp_path, "anki2")
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, noise if name == "media" else content)
    decks, problems = read_all(path)
    assert sum(len(tuple(topic.cards)) for deck in decks for topic in deck.topics) == len(CARDS) - 1
    told = [problem.message for problem in problems]
    assert "the names of the media cannot be read: cards come without their files" in told
    assert "1 files that cards show are not in the package: `a.png`" in told


def test_a_bare_collection_has_its_media_beside_it(tmp_path: Path) -> None:
    """In the folder where Anki keeps them; a link in it is not followed."""
    path = collection(tmp_path / "collection.anki2", newer=False)
    assert any("are not in the package" in problem.message for problem in read_all(path)[1])
    folder = tmp_path / "collection.media"
    folder.mkdir()
    (tmp_path / "secret").write_bytes(b"key")
    (folder / "a.png").symlink_to(tmp_path / "secret")
    assert any("are not in the package" in problem.message for problem in read_all(path)[1])
    (folder / "a.png").unlink()
    (folder / "a.png").write_bytes(b"png!")
    decks, problems = read_all(path)
    assert {name: read() for deck in decks for name, read in deck.media.items()} == {"a.png": b"png!"}
    assert not any("are not in the package" in problem.message for problem in problems)


def hostile(tmp_path: Path, name: str) -> Path:
    """A package that means ill."""
    path = tmp_path / "evil.apkg"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        if name == "zip bomb":
            archive.writestr("collection.anki21", b"SQLite format 3\0" + bytes(80 << 20))
        elif name == "zstd bomb":
            archive.writestr("collection.anki21b", zstd(bytes(80 << 20)), zipfile.ZIP_STORED)
        elif name == "lzma":
            archive.writestr("collection.anki21", b"x" * 100, zipfile.ZIP_LZMA)
        elif name == "link":
            info = zipfile.ZipInfo("collection.anki21")
            info.external_attr = 0o120777 << 16
            archive.writestr(info, "/etc/passwd")
        elif name == "no collection":
            archive.writestr("hello.txt", "hello")
        elif name == "noise":
            archive.writestr("collection.anki21", b"SQLite format 3\0" + b"\xff" * 5000)
        elif name == "cut":
            archive.writestr("collection.anki21b", zstd(bytes(1000))[:-8], zipfile.ZIP_STORED)
        elif name == "view":
            raw = collection(tmp_path / "c", newer=False)
            connection = sqlite3.connect(raw)
            connection.executescript("ALTER TABLE notes RENAME TO n; CREATE VIEW notes AS SELECT * FROM n")
            connection.close()
            archive.writestr("collection.anki21", raw.read_bytes())
        elif name == "moved":
            archive.writestr("collection.anki21", b"SQLite format 3\0" + bytes(5000))
    if name == "moved":  # the directory says that it lies further on, and with it every entry before the file's begin
        raw_bytes = bytearray(path.read_bytes())
        raw_bytes[-6:-2] = (int.from_bytes(raw_bytes[-6:-2], "little") + 10).to_bytes(4, "little")
        path.write_bytes(raw_bytes)
    return path


HOSTILE = ["zip bomb", "zstd bomb", "lzma", "link", "no collection", "noise", "cut", "view", "moved"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_package_is_one_error(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its name and what to do; nothing is left in the temporary folder."""
    path = hostile(tmp_path, name)
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    with pytest.raises(QuizError) as caught:
        read_all(path)
    assert str(path) in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code is ExitCode.INPUT
    assert list(room.iterdir()) == []


def test_one_bad_item_never_costs_the_good_ones(tmp_path: Path) -> None:
    """Orphans, numbers that are texts, unknown types, a million gaps, controls, a text of 10 MB."""
    notes = [
        *NOTES,
        (6, "guid-6", 99, "", "of no type"),
        (7, "guid-7", CLOZE, "", "".join(f"{{{{c1::{n}}}}} " for n in range(20_000)) + "\x1f"),
        (8, "guid-8", BASIC, "", "\x1b[2Jnul\0here\x1f" + "x" * (11 << 20)),
        (9, "guid-9", BASIC, "a" * 5000, "{{c1::" * 5000 + "\x1fb"),
    ]
    extra = [(200 + n, n, 10, 0, "two", 2.0, "30", "x", None, 0, 0, 0, 0, "{bad") for n in (6, 7, 8, 9, 77)]
    path = collection(tmp_path / "collection.anki2", newer=False, notes=notes, cards=[*CARDS, *extra])
    decks, problems = read_all(path)
    cards = [card for deck in decks for topic in deck.topics for card in topic.cards]
    assert len(cards) == len(CARDS) + 1  # a note of CARDS has too few fields
    told = " ".join(problem.message for problem in problems)
    assert "without a type" in told
    assert "million characters" in told


def test_notes_with_the_same_name_are_all_taken(tmp_path: Path) -> None:
    """Programs that name a note by its text make them; Anki keeps both, and so do their ids at the next import."""
    notes = [(1, "same", BASIC, "", "A\x1fB"), (2, "same", BASIC, "", "A\x1fB"), (3, "other", BASIC, "", "C\x1fD")]
    cards = [(100 + n, n, 10, 0, 0, 0, n, 0, 0, 0, 0, 0, 0, "") for n in (1, 2, 3)]
    decks, problems = read_all(packed(tmp_path, "anki2", notes=notes, cards=cards, revlog=[]))
    ids = [card.id for deck in decks for topic in deck.topics for card in topic.cards]
    assert (len(set(ids)), problems) == (3, ())
    decks, _ = read_all(packed(tmp_path, "anki21b", notes=notes[::-1], cards=cards, revlog=[]))
    assert ids == [card.id for deck in decks for topic in deck.topics for card in topic.cards]


def test_a_collection_without_cards_says_so(tmp_path: Path) -> None:
    """A profile that was never used, or was emptied."""
    with pytest.raises(QuizError, match="has no cards"):
        read_all(packed(tmp_path, "anki21b", cards=[], revlog=[]))


def test_conditions_nest_and_close() -> None:
    """Present, absent, within each other, and never closed."""
    template = "{{#A}}a{{#B}}b{{/B}}{{^B}}not b{{/B}}{{/A}}{{^A}}not a{{/A}}{{#C}}open"
    shown = [render(template, {"A": a, "B": b, "C": ""}, plain_filters) for a, b in (("1", "1"), ("1", " "), ("", "1"))]
    assert shown == ["ab", "anot b", "not a"]


def test_clozes_within_each_other() -> None:
    """Each number hides its own, hints and all."""
    parts = clozes("{{c1::a{{c2::b::hint}}c}} d {{c3::open")
    assert whole(parts) == "abc d {{c3::open"
    assert hidden(parts, 1, lambda answer, hint: f"<{answer}|{hint}>") == "<abc|> d {{c3::open"
    assert hidden(parts, 2, lambda answer, hint: f"<{answer}|{hint}>") == "a<b|hint>c d {{c3::open"


def test_messages_that_are_cut_are_refused() -> None:
    """Never read beyond their end."""
    whole_message = message((1, "text"), (2, 300))
    assert list(fields_of(whole_message)) == [(1, b"text"), (2, 300)]
    for cut in range(1, len(whole_message)):
        if cut not in (6,):
            with pytest.raises(ValueError, match="message"):
                list(fields_of(whole_message[:cut]))
