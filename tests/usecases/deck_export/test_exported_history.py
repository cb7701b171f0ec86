"""The history of a deck in an Anki package, back into the database that it came from and into another one."""

import json
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
