"""The history of a deck in an Anki package, back into the database that it came from and into another one."""

import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.formats.anki.packages import CARDS, packed

RATE = '{"type": "rate", "rating": "good"}\n'


def cards(quizapp: Run, deck: str, **more: str) -> list[dict[str, object]]:
    """Return the cards of a deck, by their ids: new cards of Anki come before the others."""
    found = json.loads(quizapp("cards", "list", deck, "--json", **more).stdout)
    return sorted(found, key=lambda card: str(card["card"])) if deck == "science" else found


def imported(quizapp: Run, path: Path, **more: str) -> dict[str, object]:
    """Import a package; return what was reported."""
    done = quizapp("import", str(path), "--json", **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def exported(quizapp: Run, deck: str, path: Path, **more: str) -> Path:
    """Export a deck with its history."""
    done = quizapp("export", deck, "--to", str(path), "--history", **more)
    assert (done.returncode, done.stderr) == (0, "")
    return path


def reviewed(quizapp: Run, tmp_path: Path, deck: str) -> None:
    """Import a deck and review some of its cards."""
    if deck == "science":
        imported(quizapp, packed(tmp_path, "anki2", cards=[card for card in CARDS if card[0] in (100, 101, 103, 104)]))
    else:
        (tmp_path / "list.csv").write_text("front,back\na?,b\nc?,d\ne?,f\n")
        imported(quizapp, tmp_path / "list.csv")
    quizapp("quiz", deck, "--jsonl", "--limit", "3", stdin=RATE * 3)
    quizapp("quiz", deck, "--cram", "--jsonl", "--limit", "1", stdin=RATE)


@pytest.mark.parametrize("deck", ["science", "list"])
def test_no_review_comes_back_twice(quizapp: Run, tmp_path: Path, deck: str) -> None:
    """The deck is exported and imported where it is: nothing changes, the learner's own reviews are not doubled."""
    reviewed(quizapp, tmp_path, deck)
    before = cards(quizapp, deck)
    path = exported(quizapp, deck, tmp_path / "out.apkg")
    done = imported(quizapp, path)
    assert done["reviews"] == 0
    assert [(each["added"], each["changed"], each["retired"]) for each in done["decks"]] == [(0, 0, 0)]  # type: ignore[attr-defined]
    assert cards(quizapp, deck) == before


@pytest.mark.parametrize("deck", ["science", "list"])
def test_history_arrives_elsewhere_once(quizapp: Run, tmp_path: Path, deck: str) -> None:
    """Reviews, intervals and due days; and out of that database again the same package."""
    reviewed(quizapp, tmp_path, deck)
    path = exported(quizapp, deck, tmp_path / "out.apkg")
    elsewhere = {"QUIZAPP_DB": str(tmp_path / "elsewhere" / "quiz.db")}
    imported(quizapp, path, **elsewhere)
    ours, theirs = cards(quizapp, deck), cards(quizapp, deck, **elsewhere)
    for name in ("card", "kind", "reviews", "state", "suspended"):
        assert [card.get(name) for card in theirs] == [card.get(name) for card in ours]
    assert [str(card["due"])[:10] for card in theirs] == [str(card["due"])[:10] for card in ours]
    again = exported(quizapp, deck, tmp_path / "again.apkg", **elsewhere)
    assert imported(quizapp, again, **elsewhere)["reviews"] == 0
    assert cards(quizapp, deck, **elsewhere) == theirs


def test_mixed_deck_comes_back_as_it_was(quizapp: Run, tmp_path: Path) -> None:
    """Cards of Anki and of a table in one deck and in one list: no card and no review is there twice."""
    imported(quizapp, packed(tmp_path, "anki2"))
    (tmp_path / "extra.csv").write_text("front,back,deck\nmine one?,x,Cells / Parts\nmine two?,y,Own list\n")
    quizapp("import", str(tmp_path / "extra.csv"), "--deck", "science")
    quizapp("quiz", "science", "--jsonl", "--limit", "8", stdin=RATE * 8)
    before = sorted(cards(quizapp, "science"), key=str)
    path = exported(quizapp, "science", tmp_path / "out.apkg")
    for _ in range(2):
        done = imported(quizapp, path)
        assert done["reviews"] == 0
        assert [(each["added"], each["changed"]) for each in done["decks"]] == [(0, 0)]  # type: ignore[attr-defined]
        assert sorted(cards(quizapp, "science"), key=str) == before


def test_decks_merged_in_anki_keep_their_cards(quizapp: Run, tmp_path: Path) -> None:
    """The cards of two decks are in one deck when they come back: they moved, with their reviews."""
    packages = []
    for name in ("one", "two"):
        (tmp_path / f"{name}.csv").write_text(f"front,back\na {name}?,b\nc {name}?,d\n")
        imported(quizapp, tmp_path / f"{name}.csv")
        quizapp("quiz", name, "--jsonl", "--limit", "1", stdin=RATE)
        packages.append(exported(quizapp, name, tmp_path / f"{name}.apkg"))
    done = imported(quizapp, merged(packages, tmp_path / "both.apkg"))
    assert (done["reviews"], [each["added"] for each in done["decks"]]) == (0, [0])  # type: ignore[attr-defined]
    found = cards(quizapp, "both")
    assert [card["reviews"] for card in found].count(1) == 2 and len(found) == 4
    assert {str(card["card"]).partition("/")[0] for card in found} == {"one", "two"}


def merged(packages: list[Path], target: Path) -> Path:
    """Write a package in which the cards of all these are in one deck, `Both`."""
    collections = []
    for package in packages:
        with zipfile.ZipFile(package) as archive:
            collections.append(target.with_name(f"{package.stem}.anki2"))
            collections[-1].write_bytes(archive.read("collection.anki2"))
    with closing(sqlite3.connect(collections[0])) as connection, connection:
        for other in collections[1:]:
            connection.execute("ATTACH ? AS other", (str(other),))
            connection.execute("UPDATE other.revlog SET id = id + 7")  # Anki has no two reviews at one moment
            for table in ("notes", "cards", "revlog"):
                connection.execute(f"INSERT INTO {table} SELECT * FROM other.{table}")
        decks = json.dumps({"1": {"id": 1, "name": "Both", "dyn": 0}})
        connection.execute("UPDATE col SET decks = ?", (decks,))
        connection.execute("UPDATE cards SET did = 1")
    with zipfile.ZipFile(target, "w") as archive:
        archive.write(collections[0], "collection.anki2")
        archive.writestr("media", "{}")
    return target


@pytest.mark.file
def test_collections_from_which_no_card_is_left_are_deleted(
    quizapp: Run, tmp_path: Path, environ: dict[str, str]
) -> None:
    """A later package with the same notes has them; one with others is kept, until its deck is removed."""
    kept = Path(environ["QUIZAPP_DB"]).parent / "anki"

    def names() -> set[str]:
        return {each.stem for each in kept.iterdir()}

    for name in "abc":
        (tmp_path / name).mkdir()
    imported(quizapp, packed(tmp_path / "a", "anki2"))
    first = names()
    imported(quizapp, packed(tmp_path / "b", "anki2", cards=[(*card[:6], 31, *card[7:]) for card in CARDS]))
    assert len(names()) == 1 and names() != first
    other = packed(
        tmp_path / "c", "anki2", notes=[(9, "guid-9", 1, "", "another?\x1fyes")], cards=[(900, 9, 12, *CARDS[1][3:])]
    )
    imported(quizapp, other)
    assert len(names()) == 2
    quizapp("deck", "remove", "cram", "--yes")
    (kept.parent / "second.db").write_bytes(b"SQLite format 3\0")
    imported(quizapp, packed(tmp_path / "a", "anki2"))
    assert len(names()) == 3  # another database may need them
    (kept.parent / "second.db").unlink()
    imported(quizapp, packed(tmp_path / "b", "anki21", cards=[(*card[:6], 32, *card[7:]) for card in CARDS]))
    assert len(names()) == 1


def with_due(package: Path, card: int, due: int, changed: int) -> Path:
    """Return a package in which a card was given another due day, with the time of the change in seconds."""
    collection = package.with_suffix(".anki2")
    with zipfile.ZipFile(package) as archive:
        collection.write_bytes(archive.read("collection.anki2"))
    with closing(sqlite3.connect(collection)) as connection, connection:
        connection.execute("UPDATE cards SET due = ?, mod = ? WHERE id = ?", (due, changed, card))
    with zipfile.ZipFile(package, "w") as archive:
        archive.write(collection, "collection.anki2")
        archive.writestr("media", "{}")
    return package


def test_due_day_that_anki_changed_is_taken(quizapp: Run, tmp_path: Path) -> None:
    """Once; an older change does not come back; and not after a review here."""
    package, changed = packed(tmp_path, "anki2", cards=CARDS[:1]), 1_700_100_000
    imported(quizapp, package)

    def state() -> tuple[str, object, object]:
        (card,) = cards(quizapp, "science")
        return str(card["due"])[:10], card["reviews"], card["stability"]

    day, reviews, stability = state()
    assert day == "2023-12-15"
    for due, when, expected in (
        (60, 9, "2024-01-14"),
        (50, 8, "2024-01-14"),
        (60, 9, "2024-01-14"),
        (20, 10, "2023-12-05"),
    ):
        for _ in range(2):
            imported(quizapp, with_due(package, 100, due, changed + when))
            assert state() == (expected, reviews, stability)
    quizapp("quiz", "science", "--jsonl", "--limit", "1", stdin=RATE)
    after = state()
    imported(quizapp, with_due(package, 100, 90, changed + 20))
    assert state() == after != ("2023-12-05", reviews, stability)
