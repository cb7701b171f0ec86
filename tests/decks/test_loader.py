"""Loading decks from folders and files."""

import hashlib
import os
import sys
from pathlib import Path

import pytest

from quizapp.decks.checks import CHECKS
from quizapp.decks.loader import load_deck
from quizapp.decks.problems import CODES
from quizapp.decks.shipped import shipped_decks
from quizapp.errors import Location

SOUND = (Path(__file__).parent / "sound.yaml").read_text("utf-8")
DECK = "format: 1\ndeck: demo\ntitle: Demo\norder: [thread, process]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound deck of two concepts."""
    root = tmp_path / "demo"
    root.mkdir()
    (root / "deck.yaml").write_text(DECK, "utf-8")
    (root / "process.yaml").write_text(SOUND, "utf-8")
    (root / "thread.yml").write_text(SOUND.replace("concept: process", "concept: thread"), "utf-8")
    return root


def codes(path: Path) -> list[str]:
    """Return the codes of a deck's problems, in order."""
    return [problem.code for problem in load_deck(path).problems]


def test_a_folder_is_a_deck_in_the_order_of_introduction(folder: Path) -> None:
    """deck.yaml's order decides, not the names of the files."""
    loaded = load_deck(folder)
    assert loaded.deck is not None
    assert [concept.concept for concept in loaded.deck.concepts] == ["thread", "process"]
    assert loaded.problems == ()


def test_deck_yaml_stands_for_its_folder(folder: Path) -> None:
    """Who names the deck's own file means the deck."""
    assert load_deck(folder / "deck.yaml") == load_deck(folder)


def test_concepts_that_the_order_does_not_name_come_last(folder: Path) -> None:
    """They follow in the order of their ids."""
    (folder / "deck.yaml").write_text(DECK.replace("[thread, process]", "[thread]"), "utf-8")
    (folder / "event.yaml").write_text(SOUND.replace("concept: process", "concept: event"), "utf-8")
    deck = load_deck(folder).deck
    assert deck is not None
    assert [concept.concept for concept in deck.concepts] == ["thread", "event", "process"]


def test_a_lone_concept_file_is_a_deck_of_one(folder: Path) -> None:
    """Its id and title are the concept's."""
    deck = load_deck(folder / "process.yaml").deck
    assert deck is not None
    assert (deck.info.deck, deck.info.title, len(deck.concepts)) == ("process", "Process", 1)


def test_locations_of_concepts_and_questions(folder: Path) -> None:
    """Each concept and each of its questions says where it stands."""
    found = load_deck(folder).locations
    lines = SOUND.splitlines()
    assert found["process", ""] == Location(str(folder / "process.yaml"), 1, 10)
    assert found["process", "memory"] == Location(str(folder / "process.yaml"), lines.index("  - id: memory") + 1, 5)


def test_the_digest_is_that_of_the_files(folder: Path) -> None:
    """Any byte of any file changes it, and nothing else does."""
    names = sorted(path.name for path in folder.iterdir())
    content = b"".join(name.encode() + b"\0" + (folder / name).read_bytes() + b"\0" for name in names)
    before = load_deck(folder).digest
    assert before == hashlib.sha256(content).hexdigest()
    (folder / "notes.txt").write_text("no part of the deck", "utf-8")
    assert load_deck(folder).digest == before
    (folder / "process.yaml").write_text(SOUND + "# a comment\n", "utf-8")
    assert load_deck(folder).digest != before


def test_a_broken_concept_hides_no_problem_of_another(folder: Path) -> None:
    """All files are reported, in the order of file and line."""
    (folder / "process.yaml").write_text(SOUND.replace("title: Process", "title: [a]"), "utf-8")
    (folder / "thread.yml").write_text(SOUND.replace("concept: process", "concept: Thread"), "utf-8")
    loaded = load_deck(folder)
    assert loaded.deck is None
    assert [problem.code for problem in loaded.problems] == ["unknown-concept", "wrong-type", "bad-id"]
    assert list(loaded.problems) == sorted(loaded.problems, key=lambda each: (each.location.file, each.location.line))


def test_a_reference_to_a_broken_concept_is_not_dangling(folder: Path) -> None:
    """One fault is reported once, not at every place that points to it."""
    thread = SOUND.replace("concept: process", "concept: thread\nrequires: [process]")
    (folder / "thread.yml").write_text(thread, "utf-8")
    (folder / "process.yaml").write_text(SOUND.replace("title: Process\n", ""), "utf-8")
    assert codes(folder) == ["missing-key"]


def test_warnings_leave_the_deck_sound(folder: Path) -> None:
    """A slip in `related` is told, and the deck is used."""
    (folder / "process.yaml").write_text(SOUND.replace("[free text]", "[threads]"), "utf-8")
    loaded = load_deck(folder)
    assert [(each.code, each.severity) for each in loaded.problems] == [("unknown-related", "warning")]
    assert loaded.deck is not None


def test_paths_that_are_no_deck(tmp_path: Path) -> None:
    """A missing path and a folder without deck.yaml are problems with a hint."""
    assert codes(tmp_path / "missing") == ["not-found"]
    assert codes(tmp_path) == ["no-deck-file"]
    assert all(problem.hint for problem in load_deck(tmp_path).problems)


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links and pipes need rights there")
def test_links_and_pipes_are_not_followed(folder: Path) -> None:
    """A link out of the folder, a circle of links and a pipe are problems, and none of them is waited for."""
    outside = folder.parent / "outside.yaml"
    outside.write_text(SOUND, "utf-8")
    (folder / "a.yaml").symlink_to(outside)
    (folder / "b.yaml").symlink_to("c.yaml")
    (folder / "c.yaml").symlink_to("b.yaml")
    os.mkfifo(folder / "d.yaml")
    (folder / "e.yaml").mkdir()
    assert codes(folder) == ["link-outside", "unreadable", "unreadable", "unreadable", "unreadable"]


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
def test_a_link_inside_the_folder_and_an_editors_lock(folder: Path) -> None:
    """A link to a file of the folder is read; a name that begins with a dot is no part of the deck."""
    (folder / "again.yaml").symlink_to("process.yaml")
    (folder / ".#process.yaml").symlink_to("somebody@host.1234")
    assert codes(folder) == ["duplicate-concept"]


def test_every_check_says_what_it_checks() -> None:
    """The table of checks can be read."""
    assert all(check.__doc__ for check in CHECKS)
    assert len(set(CHECKS)) == len(CHECKS)


def test_every_code_of_the_reference_is_used_and_every_used_code_is_in_it() -> None:
    """The reference page's codes are those in the source."""
    import re

    folder = Path(sys.modules[load_deck.__module__].__file__ or "").parent
    sources = {path.name: path.read_text("utf-8") for path in folder.glob("*.py")}
    listed = sources.pop("problems.py")
    source = "".join(sources.values())
    dangling = {"dangling-example", "dangling-experiment", "duplicate-question", "duplicate-experiment"}  # put together
    assert {code for code in CODES if f'"{code}"' not in source} <= dangling
    reported = set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', source)) - {"utf-8-sig", "utf-8", "first-concept"}
    assert reported <= set(CODES)
    assert all(f'"{code}"' in listed for code in dangling)


@pytest.mark.parametrize("deck", shipped_decks(), ids=lambda path: path.name)
def test_shipped_decks_are_sound(deck: Path) -> None:
    """What ships has no problem, not even a warning."""
    assert [str(problem.location) + " " + problem.code for problem in load_deck(deck).problems] == []
