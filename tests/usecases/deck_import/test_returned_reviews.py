"""Packages that were exported from decks of concepts, and come back."""

import csv
import json
from pathlib import Path

import pytest
from conftest import Run

RATE = '{"type": "rate", "rating": "good"}\n'
DECK = "concurrency"


def shown(quizapp: Run) -> tuple[object, object]:
    """Return the cards of the deck, and what it teaches."""
    cards = json.loads(quizapp("cards", "list", DECK, "--json").stdout)
    return cards, json.loads(quizapp("deck", "show", DECK, "--json").stdout)


def test_deck_of_concepts_is_the_same_after_its_package_came_back(quizapp: Run, tmp_path: Path) -> None:
    """Its pages and questions stay, and no review is there twice, with `--deck` as without."""
    quizapp("quiz", DECK, "--jsonl", "--limit", "5", stdin=RATE * 5)
    before, path = shown(quizapp), str(tmp_path / "out.apkg")
    assert quizapp("export", DECK, "--to", path, "--history").returncode == 0
    for more in ([], ["--deck", DECK], ["--dry-run"]):
        done = json.loads(quizapp("import", path, "--json", *more).stdout)
        assert [(each["deck"], each["added"], each["changed"], each["reviews"]) for each in done["decks"]] == [
            (DECK, 0, 0, 0)
        ]
        assert done["problems"] == [] and shown(quizapp) == before


def test_reviews_of_another_database_are_added(quizapp: Run, tmp_path: Path) -> None:
    """As those that were made in Anki; other texts and unknown cards are listed."""
    elsewhere = {"QUIZAPP_DB": str(tmp_path / "other.db")}
    quizapp("quiz", DECK, "--jsonl", "--limit", "5", stdin=RATE * 5, **elsewhere)
    path = str(tmp_path / "out.apkg")
    quizapp("export", DECK, "--to", path, "--history", **elsewhere)
    pages = shown(quizapp)[1]
    done = json.loads(quizapp("import", path, "--json").stdout)
    assert (done["reviews"], done["decks"][0]["added"], shown(quizapp)[1]) == (5, 0, pages)
    assert json.loads(quizapp("import", path, "--json").stdout)["reviews"] == 0


def test_lists_do_not_replace_concepts(quizapp: Run, tmp_path: Path) -> None:
    """A table that is added to a deck of concepts, with the name of a concept as that of its list."""
    pages = json.loads(quizapp("deck", "show", f"{DECK}/process", "--json").stdout)
    (tmp_path / "more.csv").write_text("front,back,deck\nmine?,yes,Process\n")
    assert quizapp("import", str(tmp_path / "more.csv"), "--deck", DECK).returncode == 0
    after = json.loads(quizapp("deck", "show", f"{DECK}/process", "--json").stdout)
    assert after["sections"] == pages["sections"] and after["examples"] == pages["examples"]
    assert len(after["questions"]) == len(pages["questions"]) + 1


@pytest.mark.parametrize(
    "name", [f"{DECK}.csv", f"{DECK}.tsv", f"{DECK}.gift", f"{DECK}.md", "for a friend.csv", "x.md"]
)
def test_file_of_a_deck_of_concepts_makes_no_copies(quizapp: Run, tmp_path: Path, name: str) -> None:
    """A table or a list that was exported from it, with a changed and a new row: all is told."""
    before, path = shown(quizapp), tmp_path / name
    assert quizapp("export", DECK, "--to", str(path)).returncode == 0
    done = json.loads(quizapp("import", str(path), "--json").stdout)
    assert [(each["deck"], each["added"], each["changed"], each["retired"]) for each in done["decks"]] == [
        (DECK, 0, 0, 0)
    ]
    assert [each["code"] for each in done["problems"]] == ["own-export"]
    assert shown(quizapp) == before
    apart = json.loads(quizapp("import", str(path), "--deck", f"{DECK}-cards", "--json").stdout)["decks"]
    assert [(each["deck"], each["added"]) for each in apart] == [(f"{DECK}-cards", len(before[0]))]  # type: ignore[arg-type]


def test_changed_rows_of_a_deck_of_concepts_are_told(quizapp: Run, tmp_path: Path) -> None:
    """Cards with another text, and those that the deck does not have."""
    path = tmp_path / f"{DECK}.csv"
    quizapp("export", DECK, "--to", str(path))
    with path.open(newline="") as file:
        header, *rows = csv.reader(file)
    revealed = next(row for row in rows if row[header.index("id")] == "crash")
    revealed[header.index("back")] = "Another answer"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, ["Is this new?", "Yes"], *rows])
    done = json.loads(quizapp("import", str(path), "--json").stdout)
    assert {each["code"] for each in done["problems"]} == {"own-export", "text-not-imported", "card-not-imported"}


def test_table_beside_a_deck_of_concepts_stays_a_deck(quizapp: Run, tmp_path: Path) -> None:
    """Cards of one's own under the name of a deck that teaches are no export of it."""
    path = tmp_path / f"{DECK}.csv"
    path.write_text("front,back\nMine?,Yes\nMine too?,Yes\n")
    done = json.loads(quizapp("import", str(path), "--json").stdout)
    assert [(each["deck"], each["added"]) for each in done["decks"]] == [(f"{DECK}-cards", 2)]
