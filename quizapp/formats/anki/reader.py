"""Anki packages (.apkg, .colpkg) and collections (.anki2), of all three generations."""

import zipfile
from pathlib import Path

from quizapp.formats.anki.package import COLLECTIONS, SQLITE
from quizapp.formats.common.imported import Imported
from quizapp.formats.common.reader import Facts, ReadOptions

NAME = "anki"
TITLE = "Anki packages and collections"
FACTS = Facts(
    name="Anki: packages `.apkg`, `.colpkg`, collections",
    section="anki",
    evidence="an archive with a collection, or a database with Anki's tables",
    keeps=("tags", "media", "history", "schedule"),
)


def recognise(path: Path, head: bytes) -> bool:
    """Return whether this is an archive with a collection, or a database with Anki's tables."""
    if head.startswith(SQLITE):
        return b"CREATE TABLE revlog" in head or b"CREATE TABLE col" in head or b"CREATE TABLE notes" in head
    if not head.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name in archive.NameToInfo for name in COLLECTIONS)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the decks of a package; see `collection_decks.read_decks`."""
    from quizapp.formats.anki.collection_decks import read_decks  # imports what recognising a package does without

    return read_decks(path, options)
