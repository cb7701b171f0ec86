"""Decks of concepts: their cards keep their history when a concept or the file is renamed."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.decks.test_typical_mistakes import SOUND, written
from tests.usecases.deck_import.test_card_identity import answer, counts, histories, imported

CONCEPT = """# {title}

## What is it?
{what}

## Why it matters
{why}

## How it works
{how}

"""
LOCK = {"title": "Lock", "what": "A mutual exclusion.", "why": "Threads share data.", "how": "One waits for another."}
FORK = {"title": "Fork", "what": "A copy of a process.", "why": "It is how servers start.", "how": "By a system call."}
POOL = {"title": "Pool", "what": "Workers that wait.", "why": "Starting is slow.", "how": "A queue of tasks."}


def document(file: Path, *concepts: dict[str, str]) -> Path:
    """Write a document with concepts."""
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(CONCEPT.format(**each) for each in concepts))
    return file


def test_a_renamed_concept_keeps_the_history_of_its_cards(quizapp: Run, tmp_path: Path) -> None:
    """The next import of the same text finds them without matching."""
    file = document(tmp_path / "n.md", LOCK, FORK)
    imported(quizapp, file)
    answer(quizapp, "n", 4)
    before = histories(quizapp, "n")
    document(file, LOCK | {"title": "Mutex"}, FORK)
    assert counts(imported(quizapp, file)) == (0, 3, 3, 0)
    assert histories(quizapp, "n") == before
    file.write_text(file.read_text() + "\n")
    assert counts(imported(quizapp, file)) == (0, 0, 6, 0)


def test_an_unrelated_concept_is_new(quizapp: Run, tmp_path: Path) -> None:
    """Although its generated cards have the ids that those of the removed one had."""
    file = document(tmp_path / "n.md", LOCK, FORK)
    imported(quizapp, file)
    document(file, POOL, FORK)
    assert counts(imported(quizapp, file)) == (3, 0, 3, 3)


def test_a_renamed_document_is_the_same_deck(quizapp: Run, tmp_path: Path) -> None:
    """With its text changed at the same time."""
    file = document(tmp_path / "n.md", LOCK, FORK)
    imported(quizapp, file)
    answer(quizapp, "n", 4)
    before = histories(quizapp)
    moved = document(file.rename(tmp_path / "memo.md"), LOCK, FORK, POOL)
    assert counts(imported(quizapp, moved)) == (3, 0, 6, 0)
    assert histories(quizapp) == before != {}


def test_two_documents_of_one_name_are_two_decks(quizapp: Run, tmp_path: Path) -> None:
    """In different folders; the second one replaces nothing."""
    first, second = document(tmp_path / "a/n.md", LOCK, FORK), document(tmp_path / "b/n.md", POOL, FORK)
    assert imported(quizapp, first)["deck"] == "n"
    assert (imported(quizapp, second)["deck"], imported(quizapp, second)["retired"]) == ("b-n", 0)
    document(first, LOCK)
    assert counts(imported(quizapp, first)) == (0, 0, 3, 3)


def test_a_question_of_a_deck_folder_is_what_its_id_says(quizapp: Run, tmp_path: Path) -> None:
    """Only generated cards are matched: a written question with another id is another card, unless `was` names it."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "deck.yaml").write_text("format: 1\ndeck: own\ntitle: Own\n")
    text = (
        "cards: one\ntitle: One\nquestions:\n  - {{id: {own}, kind: recall, ask: What is a lock?, answer: A mutex.}}\n"
    )
    (folder / "one.yaml").write_text(text.format(own="old"))
    imported(quizapp, folder)
    (folder / "one.yaml").write_text(text.format(own="new"))
    assert counts(imported(quizapp, folder)) == (1, 0, 0, 1)


CELL = """\
concept: cell
title: Cell
generate: [why]
sections:
  what: "It looks like this: ![a cell](media/a%20cell.png)"
  why: All life has them.
  how: They divide.
  example: |
    Like a house: ![[house.png]] and ![](https://example.org/far.png).
  when: Always.
  pros_cons: {pros: ["![](small.png) is small"], cons: []}
  related: [Tissue]
  conclusion: They are small.
"""


def biology(folder: Path) -> Path:
    """Write a deck whose sections show three pictures, one of which is missing."""
    (folder / "media").mkdir(parents=True)
    (folder / "deck.yaml").write_text("format: 1\ndeck: biology\ntitle: Biology\n")
    (folder / "cell.yaml").write_text(CELL)
    for name in ("a cell.png", "small.png", "unused.png"):
        (folder / "media" / name).write_bytes(name.encode())
    return folder


def test_picture_of_a_card_that_arrives_later_is_copied_though_no_text_changed(
    quizapp: Run, beside: Path, tmp_path: Path
) -> None:
    """As the hint about a missing file says; and so is one that was drawn again."""
    source = tmp_path / "pictures"
    (source / "media").mkdir(parents=True)
    (source / "deck.yaml").write_text("format: 1\ndeck: pictures\ntitle: Pictures\n")
    question = '[{id: a, kind: recall, ask: "What is ![](cell.png)?", answer: A cell}]'
    (source / "cards.yaml").write_text(f"cards: cards\ntitle: Cards\nquestions: {question}\n")
    assert "`cell.png` is missing" in quizapp("import", str(source)).stderr
    for content in (b"drawn", b"drawn again"):
        (source / "media" / "cell.png").write_bytes(content)
        assert quizapp("import", str(source)).returncode == 0
        assert (beside / "media" / "pictures" / "cell.png").read_bytes() == content


@pytest.mark.parametrize("is_archive", [False, True])
def test_pictures_of_sections_are_kept_and_exported(
    quizapp: Run, environ: dict[str, str], tmp_path: Path, *, is_archive: bool
) -> None:
    """From a folder and from an archive, into a folder and into a document; one that is missing is named."""
    source = biology(tmp_path / "biology")
    if is_archive:
        source = Path(shutil.make_archive(str(tmp_path / "biology"), "zip", tmp_path, "biology"))
    done = quizapp("import", str(source))
    assert done.returncode == 0
    assert "the file `house.png` is missing, shown in a section of `cell`" in done.stderr
    assert "a cell.png" not in done.stderr and "far.png` is missing" not in done.stderr
    kept = Path(environ["QUIZAPP_DB"]).parent / "media" / "biology" if "://" not in environ["QUIZAPP_DB"] else None
    if kept:
        assert sorted(file.name for file in kept.iterdir()) == ["a cell.png", "small.png"]
    assert quizapp("export", "biology", "--to", str(tmp_path / "out")).returncode == 0
    assert sorted(file.name for file in (tmp_path / "out" / "media").iterdir()) == ["a cell.png", "small.png"]
    assert quizapp("export", "biology", "--to", str(tmp_path / "out.json")).returncode == 0
    assert sorted(json.loads((tmp_path / "out.json").read_bytes())["media"]) == ["a cell.png", "small.png"]


KILLED_AT_MEDIA = """
import os, sys

def at_media(event, arguments):
    if event == "open" and "/media/demo/" in str(arguments[0]) and arguments[2] & os.O_CREAT:
        os.kill(os.getpid(), 9)

sys.addaudithook(at_media)
from quizapp.cli.main import main
main()
"""


@pytest.mark.file
def test_import_that_is_killed_at_its_media_is_completed_by_the_next(
    quizapp: Run, environ: dict[str, str], tmp_path: Path
) -> None:  # fmt: skip
    """The same content is not imported twice, so that the cards must not be stored before their media."""
    deck = written(tmp_path / "demo", SOUND)
    words = [sys.executable, "-c", KILLED_AT_MEDIA, "import", str(deck)]
    assert subprocess.run(words, env=environ, check=False, capture_output=True).returncode == -9
    picture = Path(environ["QUIZAPP_DB"]).parent / "media" / "demo" / "key.png"
    assert not picture.exists()
    done = quizapp("import", str(deck))
    assert done.returncode == 0, done.stderr
    assert picture.read_text() == SOUND["media/key.png"]


@pytest.mark.file
def test_archive_whose_import_is_killed_leaves_the_cards_that_were_there(
    quizapp: Run, environ: dict[str, str], tmp_path: Path
) -> None:  # fmt: skip
    """Its files are in place before its cards, never the other way round: the next import completes it."""
    archive = tmp_path / "demo.zip"
    for ask, picture in (("How many locks?", "a picture"), ("How many keys?", "another picture")):
        locks = SOUND["locks.yaml"].replace("How many locks?", ask)
        folder = written(tmp_path / picture, SOUND | {"locks.yaml": locks, "media/key.png": picture})
        shutil.make_archive(str(archive.with_suffix("")), "zip", folder)
        if picture == "a picture":
            assert quizapp("import", str(archive)).returncode == 0
    before = (asked(quizapp), histories(quizapp, "demo"))
    words = [sys.executable, "-c", KILLED_AT_MEDIA, "import", str(archive)]
    assert subprocess.run(words, env=environ, check=False, capture_output=True).returncode == -9
    assert (asked(quizapp), histories(quizapp, "demo")) == before
    assert counts(imported(quizapp, archive))[1] == 1
    assert asked(quizapp) == "How many keys?"
    assert (Path(environ["QUIZAPP_DB"]).parent / "media/demo/key.png").read_text() == "another picture"
    assert not list(Path(environ["QUIZAPP_DB"]).parent.glob("decks/.*"))


def asked(quizapp: Run) -> str:
    """Return what a card asks."""
    shown = quizapp("cards", "show", "demo/locks/module").stdout
    return next(each for each in ("How many locks?", "How many keys?") if each in shown)
