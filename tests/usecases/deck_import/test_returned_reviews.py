"""Packages that were exported from decks of concepts, and come back."""

import json
from pathlib import Path

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
