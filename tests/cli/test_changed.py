"""Importing a changed deck folder gives the same as importing it anew."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from asking import asked

from quizapp.decks.shipped import shipped_folders
from tests.conftest import Run

CARDS = "SELECT card, section, siblings, kind, tags, place % 1099511627776, digest, body, line, retired FROM cards"


def rows(path: str, deck: str) -> list[tuple[object, ...]]:
    """Return the stored cards and concepts of a deck; retired ones exist only where they were installed before."""
    found = asked(path, f"{CARDS} WHERE deck = ? AND retired = 0 ORDER BY card", [deck])
    query = "SELECT concept, title, position, requires, tags, sections, body FROM concepts"
    return found + asked(path, f"{query} WHERE deck = ? AND retired = 0 ORDER BY 1", [deck])


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), "utf-8")

    return change


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def write(name: str, text: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_text(text, "utf-8") and None


CHANGES = {  # tests/store/decks/test_installed_deck.py has more
    "a section": edit("gil.yaml", "The GIL lets one thread", "At last: the GIL lets one thread"),
    "a rename": lambda folder: (folder / "gil.yaml").rename(folder / "lock.yaml"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the shipped deck under another id."""
    copy = tmp_path / "mine"
    shutil.copytree(shipped_folders()["concurrency"], copy)
    edit("deck.yaml", "deck: concurrency", "deck: mine")(copy)
    return copy


@pytest.mark.parametrize("name", CHANGES)
def test_import_of_changed_files_equals_a_fresh_import(
    quizapp: Run, environ: dict[str, str], folder: Path, name: str
) -> None:
    """The same rows as in a new database; a third import changes nothing."""
    assert quizapp("import", str(folder)).returncode == 0
    CHANGES[name](folder)
    assert quizapp("import", str(folder)).returncode == 0
    fresh = str(folder.parent / "fresh.db")
    assert quizapp("--db", fresh, "import", str(folder)).returncode == 0
    assert rows(environ["QUIZAPP_DB"], "mine") == rows(fresh, "mine")
    assert "nothing changed" in quizapp("import", str(folder)).stdout


def test_text_without_a_card_is_a_change(quizapp: Run, folder: Path) -> None:
    """Announced by a dry run and by the import, once."""
    quizapp("import", str(folder))
    edit("gil.yaml", "Waiting and some C code go on without it.", "Waiting goes on without it.")(folder)
    told = quizapp("import", "--dry-run", str(folder)).stdout
    assert "the text of 1 concept would change\n    ~ mine/gil\n" in told and "0 changed" not in told
    done = quizapp("import", str(folder)).stdout
    assert re.search(r"\n  \d+ unchanged\n  the text of 1 concept changed\n", done)
    shown = json.loads(quizapp("deck", "show", "mine/gil", "--json").stdout)
    assert "Waiting goes on without it." in shown["sections"]["conclusion"]
    assert "nothing changed" in quizapp("import", str(folder)).stdout


def test_problem_in_an_unchanged_file_is_reported(quizapp: Run, folder: Path) -> None:
    """A change of one file makes another wrong: its line is named, and nothing is changed."""
    quizapp("import", str(folder))
    before = quizapp("deck", "show", "mine", "--json").stdout
    edit("gil.yaml", "concept: gil", "concept: lock")(folder)
    done = quizapp("import", str(folder))
    assert done.returncode == 3
    assert "gil" in done.stderr and ".yaml:" in done.stderr and ":1:1: unknown-concept" not in done.stderr
    assert quizapp("deck", "show", "mine", "--json").stdout == before


def test_documents_of_a_folder_are_one_deck(quizapp: Run, tmp_path: Path) -> None:
    """Their concepts may require each other; a table next to them is a deck of its own."""
    folder = tmp_path / "notes"
    folder.mkdir()
    for title, other in (("Lock", "Semaphore"), ("Semaphore", "Lock")):
        sections = {
            "What is it?": "a", "Why": "b", "How it works": "c", "Analogy": "d", "When to use it": "e",
            "Pros and cons": "- ✅ good\n- ❌ bad", "Related": other, "Conclusion": "f",
        }  # fmt: skip
        parts = [f"# {title}", *(f"## {name}\n\n{text}" for name, text in sections.items())]
        (folder / f"{title}.md").write_text("\n\n".join(parts), "utf-8")
    (folder / "words.csv").write_text("front,back\none,1\ntwo,2\n")
    decks = json.loads(quizapp("import", str(folder), "--json").stdout)["decks"]
    assert [(each["deck"], each["concepts"]) for each in decks] == [("notes", 2), ("words", 1)]
    shown = json.loads(quizapp("deck", "show", "notes/lock", "--json").stdout)
    assert shown["sections"]["related"] == ["semaphore"]
    assert quizapp("import", str(folder)).stdout.count("nothing changed") == 2
