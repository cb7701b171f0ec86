"""Packages in the official Anki, where QUIZAPP_TEST_ANKI names a Python that has the package `anki`."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run

PYTHON = os.environ.get("QUIZAPP_TEST_ANKI", "")
PEER = Path(__file__).with_name("anki_peer.py")
RATE = '{"type": "rate", "rating": "good"}\n'
LATER = {"QUIZAPP_NOW": "2031-01-01T12:00:00+00:00"}  # collections of Anki have the time of the machine
DECK = """\
format: 1
deck: mine
title: "My: deck"
"""
CARDS = r"""
cards: one
title: One
questions:
  - {id: r, kind: recall, ask: "What is `<div>` *x* $a*b*c$? ![](a.png)", answer: "**b** | c\n\n```py\nx<1\n```",
     hint: "h *i*", explain: because, tags: [a_b, "x y"], media: [a.png]}
  - {id: t, kind: typed, ask: "Type [sound:x y.mp3]", answer: "a<b", accept: ["b*", c], hint: h, media: ["x y.mp3"]}
  - {id: c, kind: choice, ask: Pick, answer: right, distractors: [w1, "w*2*"], hint: h, explain: why}
  - {id: m, kind: multi, ask: Picks, answers: [r1, r2], distractors: [w1]}
  - {id: tf, kind: true_false, ask: It is., answer: false, correction: It is not.}
  - {id: ma, kind: match, ask: Match, pairs: [{left: a, right: "1"}, {left: b, right: "2"}]}
  - {id: o, kind: order, ask: Order, lines: ["def f():", "    pass"], language: text}
  - {id: cl, kind: cloze, text: 'The {{cat|dog::pet}} sat **on {{mat}}** \(\frac{1}{2}\)', hint: h, ask: Own}
"""

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(not PYTHON, reason="QUIZAPP_TEST_ANKI names no Python that has the package `anki`"),
]


def anki(*words: object) -> Any:
    """Run an action of the peer; return what it prints."""
    done = subprocess.run([PYTHON, PEER, *map(str, words)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def run(quizapp: Run, *words: object, **more: str) -> str:
    """Run a command that succeeds."""
    done = quizapp(*map(str, words), **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def own_deck(quizapp: Run, folder: Path) -> Path:
    """Import a deck of every kind of question."""
    (folder / "media").mkdir(parents=True)
    for name in ("a.png", "x y.mp3"):
        (folder / "media" / name).write_bytes(name.encode())
    (folder / "deck.yaml").write_text(DECK)
    (folder / "one.yaml").write_text(CARDS)
    run(quizapp, "import", folder)
    return folder


def shown(quizapp: Run, deck: str, **more: str) -> dict[str, dict[str, object]]:
    """Return the questions of a deck by their cards, without fields that are empty."""
    found = json.loads(run(quizapp, "deck", "show", deck, "--json", **more))
    questions = [each for concept in found for each in concept["questions"]]
    return {each["card"]: {name: value for name, value in each.items() if value} for each in questions}


@pytest.mark.parametrize("generation", ["old", "new"])
def test_a_collection_stays_as_it_was(quizapp: Run, tmp_path: Path, generation: str) -> None:
    """Out of Anki, through quizapp, and beside the original or into an empty collection: guids, note types, fields,
    tags, decks, schedules and every entry of the log are the same, and nothing is there twice."""
    before = anki("make", tmp_path)
    anki("export", tmp_path / "original.anki2", tmp_path / "a.apkg", generation)
    run(quizapp, "import", tmp_path / "a.apkg", **LATER)
    run(quizapp, "export", "audio", "--to", tmp_path / "b.apkg", "--history", **LATER)
    beside = anki("import", tmp_path / "original.anki2", tmp_path / "b.apkg")
    empty = anki("import", tmp_path / "empty.anki2", tmp_path / "b.apkg")
    assert (beside.pop("log"), empty.pop("log")) == ({"duplicate": 4}, {"new": 4})
    assert beside == before
    for name in ("notes", "reviews", "decks", "tags", "missing", "unused", "fronts"):
        assert empty[name] == before[name], name
    reviewed = [card for card in before["cards"] if card[2]]
    assert [card for card in empty["cards"] if card[2]] == reviewed and len(empty["cards"]) == 6


def test_an_edit_updates_its_note(quizapp: Run, tmp_path: Path) -> None:
    """A question that was reworded in an exported folder: its field in Anki changes, the others stay."""
    before = anki("make", tmp_path)
    anki("export", tmp_path / "original.anki2", tmp_path / "a.apkg", "new")
    run(quizapp, "import", tmp_path / "a.apkg", **LATER)
    run(quizapp, "export", "audio", "--to", tmp_path / "folder", **LATER)
    for file in (tmp_path / "folder").glob("*.yaml"):
        text = file.read_text().replace("Capital?", "Capital of *Peru*?").replace("{{cat}}", "{{big cat}}")
        file.write_text(text)
    run(quizapp, "import", tmp_path / "folder", **LATER)
    done = quizapp("export", "audio", "--to", str(tmp_path / "b.apkg"), "--history", "--verbose", **LATER)
    assert "your edit, which fits into no single field of its note" in done.stderr  # of a note with two deletions
    after = anki("import", tmp_path / "original.anki2", tmp_path / "b.apkg")
    assert after["log"] == {"updated": 1, "duplicate": 3}
    changed = [note[3] for note in after["notes"] if note not in before["notes"]]
    assert changed == ["Capital of <em>Peru</em>?\x1fLima"]
    assert (after["cards"], after["reviews"]) == (before["cards"], before["reviews"])


def test_own_questions_go_to_anki_and_back(quizapp: Run, tmp_path: Path) -> None:
    """Every kind, hints, tags, media and reviews; a second import adds nothing, a reworded one updates."""
    folder = own_deck(quizapp, tmp_path / "mine")
    quizapp("quiz", "mine", "--jsonl", "--limit", "1", "--kind", "recall", stdin=RATE)
    run(quizapp, "export", "mine", "--to", tmp_path / "a.apkg", "--history")
    first = anki("import", tmp_path / "c.anki2", tmp_path / "a.apkg")
    assert (first["log"], first["missing"], first["unused"]) == ({"new": 8}, [], [])
    assert (len(first["cards"]), len(first["reviews"]), first["tags"]) == (8, 1, ["a_b", "x-y"])
    assert first["decks"] == ["Default", "My: deck", "My: deck::One"]
    assert all(front.split("</style>")[1].strip() for front in first["fronts"])
    assert anki("import", tmp_path / "c.anki2", tmp_path / "a.apkg")["log"] == {"duplicate": 8}
    for generation in ("old", "new"):
        package = tmp_path / f"{generation}.apkg"
        anki("export", tmp_path / "c.anki2", package, generation)
        elsewhere = {"QUIZAPP_DB": str(tmp_path / f"{generation}.db")}
        run(quizapp, "import", package, **elsewhere)
        assert shown(quizapp, "mine", **elsewhere) == shown(quizapp, "mine")
    text = (folder / "one.yaml").read_text()
    (folder / "one.yaml").write_text(text.replace("ask: Pick,", "ask: Pick one,"))
    run(quizapp, "import", folder, **LATER)
    run(quizapp, "export", "mine", "--to", tmp_path / "b.apkg", "--history", **LATER)
    second = anki("import", tmp_path / "c.anki2", tmp_path / "b.apkg")
    assert second["log"] == {"updated": 1, "duplicate": 7} and len(second["cards"]) == 8
    assert any("Pick one" in note[3] for note in second["notes"])


def test_what_is_edited_in_anki_is_read(quizapp: Run, tmp_path: Path) -> None:
    """The fields count then; the card is still the same, and of the same kind."""
    own_deck(quizapp, tmp_path / "mine")
    run(quizapp, "export", "mine", "--to", tmp_path / "a.apkg")
    notes = anki("import", tmp_path / "c.anki2", tmp_path / "a.apkg")["notes"]
    (guid,) = (note[0] for note in notes if note[3].startswith("Picks"))
    anki("edit", tmp_path / "c.anki2", guid, "Which <b>two</b>?")
    run(quizapp, "export", "mine", "--to", tmp_path / "later.apkg", **LATER)
    again = anki("import", tmp_path / "c.anki2", tmp_path / "later.apkg")  # the card was not changed here since
    assert again["log"] == {"duplicate": 8} and any("Which <b>two</b>?" in note[3] for note in again["notes"])
    anki("export", tmp_path / "c.anki2", tmp_path / "b.apkg", "new")
    elsewhere = {"QUIZAPP_DB": str(tmp_path / "other.db")}
    run(quizapp, "import", tmp_path / "b.apkg", **elsewhere)
    before, after = shown(quizapp, "mine"), shown(quizapp, "mine", **elsewhere)
    assert after.pop("mine/one/m") == before.pop("mine/one/m") | {"ask": "Which **two**?"}
    assert after == before


def test_every_export_of_one_collection_has_what_anki_counts(quizapp: Run, tmp_path: Path) -> None:
    """Packages with and without schedules, presets and media, old and new, whole collections, and texts with every
    choice of columns; and each of them once more changes nothing."""
    anki("make", tmp_path)
    folder = tmp_path / "exports"
    folder.mkdir()
    wrong = {}
    for name, expected in anki("variants", tmp_path / "original.anki2", folder).items():
        now = LATER | {"QUIZAPP_DB": str(tmp_path / f"{name}.db")}
        first, second = (json.loads(run(quizapp, "import", folder / name, "--json", **now)) for _ in range(2))
        left_out = sum(each["code"] == "unplaced" for each in first["problems"])  # a text without a back
        cards = sum(deck["added"] for deck in first["decks"]) + left_out
        again = sum(deck["added"] + deck["changed"] + deck["retired"] for deck in second["decks"])
        counts = {"cards": cards, "reviews": first["reviews"], "media": first["media"]}
        if counts != {part: expected[part] for part in counts} or again or left_out != name.startswith("cards"):
            wrong[name] = counts, expected, again, left_out
    assert wrong == {}
