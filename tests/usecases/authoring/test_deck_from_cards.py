"""A deck that is started from cards which were answered before."""

import json
from pathlib import Path

from tests.conftest import Run


def test_cards_that_become_questions_keep_their_history(quizapp: Run, tmp_path: Path) -> None:
    """Importing the new deck moves them there; importing the file that they came from does not take them back."""
    words = tmp_path / "words.csv"
    words.write_text("front,back\nWhat is a?,A\nWhat is b?,B\n", "utf-8")
    assert quizapp("import", str(words)).returncode == 0
    rated = '{"type": "rate", "rating": "easy"}\n'
    assert quizapp("quiz", "words", "--limit", "1", "--jsonl", stdin=rated).returncode == 0
    before = cards(quizapp, "words")
    assert sorted(each["reviews"] for each in before) == [0, 1]
    folder = tmp_path / "letters"
    assert quizapp("deck", "new", str(folder), "--from", "words").returncode == 0
    assert quizapp("import", str(folder)).returncode == 0
    kept = ("card", "reviews", "state", "due", "stability")
    moved = cards(quizapp, "letters")
    assert [[each[key] for key in kept] for each in moved] == [[each[key] for key in kept] for each in before]
    assert quizapp("import", str(words)).returncode == 0
    assert cards(quizapp, "letters") == moved


def test_the_new_deck_names_the_schema_for_editors(quizapp: Run, tmp_path: Path) -> None:
    """In the first line of each file, next to which it lies; so does a deck that is started without cards."""
    for more in (("--from", "concurrency/process"), ()):
        folder = tmp_path / f"d{len(more)}"
        assert quizapp("deck", "new", str(folder), *more).returncode == 0
        for file in folder.glob("*.yaml"):
            assert file.read_text("utf-8").startswith("# yaml-language-server: $schema=deck.schema.json\n")
        assert (folder / "deck.schema.json").read_text("utf-8") == quizapp("deck", "schema").stdout


def test_what_stays_in_its_concept_is_counted(quizapp: Run, tmp_path: Path, foreign_deck: Path) -> None:
    """A generated card is copied without its history; a question about an example is not copied."""
    text = (foreign_deck / "naps.yaml").read_text().replace("generate: []", "generate: [what]")
    (foreign_deck / "naps.yaml").write_text(text)
    assert quizapp("import", str(foreign_deck)).returncode == 0
    done = quizapp("deck", "new", str(tmp_path / "more"), "--from", "mine")
    assert done.returncode == 0
    assert "1 card generated from sections: copied without the history" in done.stderr
    assert "2 cards about programs of the concept: not copied" in done.stderr
    assert quizapp("import", str(tmp_path / "more")).returncode == 0
    assert {"mine/naps/what/recall/1"} <= {each["card"] for each in cards(quizapp, "mine")}


def cards(quizapp: Run, deck: str) -> list[dict[str, object]]:
    """Return the cards of a deck, sorted."""
    found = json.loads(quizapp("cards", "list", deck, "--json").stdout)
    return sorted(found, key=lambda each: str(each["card"]))
