"""A deck written as YAML in the test that needs it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.decks.loader import Loaded, load_deck

CompleteDeck = Callable[[str], Loaded]

DECK = """\
format: 1
deck: demo
title: Demo
"""
TITLE = "title: A title\n"
SECTIONS = """\
sections:
  what: It is a program that runs in memory of its own.
  why: It runs in parallel.
  how: The operating system starts it.
  example: Two kitchens, each with its own cook.
  when: For heavy calculation.
  pros_cons: {pros: [Parallel], cons: [Slow to start]}
  related: [free text]
  conclusion: Isolation costs memory.
"""


def completed(text: str) -> str:
    """Return a concept file with a title and sections appended if it has none: its own lines stay where they are."""
    if not re.search("^concept:", text, re.MULTILINE):
        return text
    missing = [
        part for key, part in (("title", TITLE), ("sections", SECTIONS)) if not re.search(f"^{key}:", text, re.M)
    ]
    return text.rstrip("\n") + "\n" + "".join(missing)


def write_files(folder: Path, text: str) -> None:
    """Write the files in a text, each after a line such as `# thread.yaml`; a deck.yaml is added if there is none."""
    _, *parts = re.split(r"^# (\S+\.ya?ml)\n", text.lstrip("\n"), flags=re.MULTILINE)
    files = {"deck.yaml": DECK} | dict(zip(parts[::2], parts[1::2], strict=True))
    for name, content in files.items():
        (folder / name).write_text(completed(content), "utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of the deck."""
    folder = tmp_path / "demo"
    folder.mkdir()
    return folder


@pytest.fixture
def deck(root: Path) -> CompleteDeck:
    """Write a deck from YAML and load it; parts of a concept that the test does not write are filled in."""

    def load(text: str) -> Loaded:
        write_files(root, text)
        return load_deck(root)

    return load
