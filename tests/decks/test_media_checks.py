"""The files that texts of a deck show, looked for as an installation does."""

import unicodedata
from pathlib import Path

import pytest

from quizapp.decks.author_checks import AUTHOR_CHECKS
from quizapp.decks.loader import load_deck
from tests.decks.conftest import write_files


@pytest.mark.parametrize(
    ("file", "written", "hint"),
    [
        ("é.png", "é.png", ""),
        ("é.png", unicodedata.normalize("NFD", "é.png"), ""),
        (unicodedata.normalize("NFD", "é.png"), "é.png", "Rename the file"),
        ("a b.png", "a%20b.png", ""),
        ("a%20b.png", "a%20b.png", "Rename the file `a%20b.png` to `a b.png`"),
        ("A b.png", "a%20b.png", "Did you mean `![what it shows](<A b.png>)`? Capital letters matter."),
        ("x.png", "other.svg", "Put it there"),
    ],
)
def test_a_file_is_found_by_the_name_that_it_is_installed_by(root: Path, file: str, written: str, hint: str) -> None:
    """Escapes and composed letters in a text are resolved; names on the disk are not."""
    (root / "media").mkdir()
    (root / "media" / unicodedata.normalize("NFC", file) if hint == "" else root / "media" / file).write_bytes(b"x")
    write_files(root, f"\n# process.yaml\nconcept: process\nquestions:\n  - {{id: a, kind: recall, section: what, "
                      f"ask: '![x]({written})', answer: b}}\n")  # fmt: skip
    hints = [each.hint for each in load_deck(root, checks=AUTHOR_CHECKS).problems if each.code == "media-missing"]
    assert len(hints) == bool(hint)
    assert all(each.startswith(hint) for each in hints)
