"""Reads Mochi's archives (.mochi)."""

from pathlib import Path

from quizapp.formats.common.imported import Imported
from quizapp.formats.common.reader import Facts, ReadOptions
from quizapp.formats.common.zip_source import names_in
from quizapp.formats.mochi.names import DATA

NAME = "mochi"
TITLE = "Mochi's archives (.mochi)"
FACTS = Facts(
    name="Mochi: `.mochi`",
    section="mnemosyne-supermemo-mochi",
    evidence="an archive with `data.json` or `data.edn`",
    keeps=("tags", "media", "history", "schedule"),
    samples=("cards.mochi",),
)


def recognise(path: Path, head: bytes) -> bool:
    """Return whether this is an archive with Mochi's data in it."""
    names = set(names_in(path, head))
    return bool(names & set(DATA)) and "imsmanifest.xml" not in names


def read(path: Path, options: ReadOptions) -> Imported:
    """Return a deck for each of Mochi's top decks, nested decks as lists. Raises QuizError where it cannot be read."""
    # Loaded here: every import loads the table of readers.
    from quizapp.formats.mochi.archives import read_archive

    return read_archive(path, options.limits)
