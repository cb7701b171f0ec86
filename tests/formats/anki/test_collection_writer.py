"""Cards of imported packages that are written again: their notes, schedules and entries of the log."""

import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.core.model import Rating
from quizapp.formats.anki import writer
from quizapp.formats.anki.cards import note_digest
from quizapp.formats.anki.kept_package import keep, kept_in
from quizapp.formats.common.card_deck import CardDeck, ImportedCard, ImportedHistory, ImportedReview
from tests.formats.anki.packages import CARDS, CREATED, GENERATIONS, NOTES, REVLOG, packed
from tests.formats.reading import read_all

MOMENT = 1_800_000_000_000
Rows = list[tuple[object, ...]]


def imported(folder: Path, generation: str = "anki2") -> CardDeck:
    """Return the deck of a package as an export has it."""
    package = packed(folder, generation)
    keep(package, folder / "kept", "source")
    (deck,), _ = read_all(package)
    changed_ms = {f"{topic.id}/{card.id}": MOMENT for topic in deck.topics for card in topic.cards}
    return replace(deck, originals=tuple(kept_in(folder / "kept")), changed_ms=changed_ms)


def written(folder: Path, deck: CardDeck, query: str) -> Rows:
    """Return what a query finds in the collection of a deck's package."""
    (folder / "out.apkg").write_bytes(writer.write(deck))
    with zipfile.ZipFile(folder / "out.apkg") as archive:
        (folder / "out.db").write_bytes(archive.read("collection.anki2"))
    connection = sqlite3.connect(folder / "out.db")
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def changed(deck: CardDeck, guid: str, **fields: object) -> CardDeck:
    """Return a deck with other fields of the first card of a note; those of its body are an edit of the learner."""

    def one(card: ImportedCard) -> ImportedCard:
        if card.id != f"{note_digest(guid)}-1":
            return card
        known = {name: value for name, value in fields.items() if name in card._fields}
        edits = {name: value for name, value in fields.items() if name not in known}
        return card._replace(body={**card.body, **edits}, is_edited=bool(edits), **known)  # type: ignore[arg-type]

    topics = tuple(replace(topic, cards=tuple(map(one, topic.cards))) for topic in deck.topics)
    return replace(deck, topics=topics)


@pytest.mark.parametrize("generation", GENERATIONS)
def test_all_of_a_package_is_written_again(tmp_path: Path, generation: str) -> None:
    """Notes, cards and the whole log; a card of a filtered deck at home."""
    deck = imported(tmp_path, generation)
    notes = written(tmp_path, deck, "SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id")
    assert notes == [(number, guid, kind, 0, tags, text) for number, guid, kind, tags, text in NOTES if number != 5]
    columns = "id, nid, ord, type, queue, due, ivl, reps, lapses, odid"
    cards = written(tmp_path, deck, f"SELECT {columns} FROM cards ORDER BY id")
    expected = [
        (c[0], c[1], c[3], c[4], c[5], c[6], c[7], c[9], c[10], 0) for c in CARDS if c[0] not in (104, 105, 106)
    ]
    assert [card for card in cards if card[0] not in (104, 105)] == expected
    assert (105, 4, 0, 2, 2, 33, 8, 1, 0, 0) in cards
    assert written(tmp_path, deck, "SELECT id, cid, ease, ivl, lastIvl, factor, time, type FROM revlog") == REVLOG
    assert written(tmp_path, deck, "SELECT crt FROM col") == [(CREATED,)]


def test_without_history_no_schedule_goes_out(tmp_path: Path) -> None:
    deck = imported(tmp_path)
    bare = [replace(topic, cards=tuple(card._replace(history=None) for card in topic.cards)) for topic in deck.topics]
    deck = replace(deck, topics=tuple(bare))
    assert written(tmp_path, deck, "SELECT count(*) FROM revlog") == [(0,)]
    assert written(tmp_path, deck, "SELECT DISTINCT type, queue, ivl, reps FROM cards") == [(0, 0, 0, 0)]


def test_reviews_since_the_import_are_added(tmp_path: Path) -> None:
    """With a schedule of ours; Anki's entries keep their intervals."""
    deck = imported(tmp_path)
    (before,) = [c.history for t in deck.topics for c in t.cards if c.id == f"{note_digest('guid-1')}-1"]
    assert before is not None
    later = ImportedReview(time_ms=1_795_000_000_000, rating=Rating.EASY, seconds=2.5)
    after = replace(before, reviews=(*before.reviews, later), due_day="2027-03-01", interval_days=90.0)
    deck = changed(deck, "guid-1", history=after)
    log = written(tmp_path, deck, "SELECT id, ease, time, ivl FROM revlog WHERE cid = 100 ORDER BY id")
    assert log[-1] == (later.time_ms, 4, 2500, 90) and [row[3] for row in log[:2]] == [1, 3]
    assert written(tmp_path, deck, "SELECT type, queue, ivl FROM cards WHERE id = 100") == [(2, 2, 90)]
    same_day = changed(deck, "guid-1", history=replace(after, due_day=before.due_day))
    assert written(tmp_path, same_day, "SELECT reps, ivl FROM cards WHERE id = 100") == [(4, 90)]
    written(tmp_path, deck, "SELECT 1")
    (back,), _ = read_all(tmp_path / "out.apkg")
    (read,) = [c.history for t in back.topics for c in t.cards if c.id == f"{note_digest('guid-1')}-1"]
    assert read is not None and read.reviews == after.reviews and read.due_day == "2027-03-01"


def test_erased_reviews_do_not_go_out(tmp_path: Path) -> None:
    """Though the kept collection has them."""
    deck = changed(imported(tmp_path), "guid-1", history=ImportedHistory(suspended=True))
    assert written(tmp_path, deck, "SELECT count(*) FROM revlog WHERE cid = 100") == [(0,)]
    assert written(tmp_path, deck, "SELECT type, queue FROM cards WHERE id = 100") == [(0, -1)]


def test_an_edit_goes_into_the_field_that_showed_the_text(tmp_path: Path) -> None:
    """Its note has the time of the export, the others keep theirs; nothing is told of it."""
    deck = changed(imported(tmp_path), "guid-4", ask="Capital of *Chile*?", answer="Santiago")
    assert list(writer.losses(deck)) == []
    notes = written(tmp_path, deck, "SELECT guid, mod, flds FROM notes WHERE mod > 0")
    assert notes == [("guid-4", MOMENT // 1000, "Capital of <em>Chile</em>?\x1fSantiago")]


def test_an_edit_without_a_field_is_told(tmp_path: Path) -> None:
    """A text that two fields make, or one with deletions of several cards: the note goes out as it was."""
    deck = changed(imported(tmp_path), "guid-3", text="A {{new}} text")
    (loss,) = writer.losses(deck)
    assert [part.text for part in loss.parts] == ["your edit, which fits into no single field of its note"]
    assert written(tmp_path, deck, "SELECT flds FROM notes WHERE guid = 'guid-3'") == [(NOTES[2][4],)]


def test_a_note_that_is_not_kept_is_told(tmp_path: Path) -> None:
    """The card goes out as a question of quizapp."""
    deck = replace(imported(tmp_path), originals=())
    assert {part.part for loss in writer.losses(deck) for part in loss.parts} == {"note"}
    assert written(tmp_path, deck, "SELECT count(*) FROM notes WHERE guid LIKE 'guid-%'") == [(0,)]


def test_missing_files_and_odd_names_are_told(tmp_path: Path) -> None:
    deck = changed(imported(tmp_path), "guid-1", media=("a.png", "gone.png", "a:b.png"))
    deck = replace(deck, media={"a.png": bytes, "a:b.png": bytes})
    (loss,) = writer.losses(deck)
    assert [part.text for part in loss.parts] == [
        "the missing file `gone.png`", "the name `a:b.png`, which Anki does not allow",
    ]  # fmt: skip
