"""Reads quizapp's own format: a deck folder, or a single concept file."""

from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.formats.common.imported import Imported
from quizapp.formats.common.reader import Facts, ReadOptions

if TYPE_CHECKING:
    from quizapp.decks.loader import Loaded

NAME = "deck"
TITLE = "deck folders and concept files"
FACTS = Facts(
    name="quizapp: deck folder, concept file, list of cards",
    section="quizapps-own-formats",
    evidence="a folder with `deck.yaml`; YAML with `concept:` or `sections:`",
    keeps=("tags", "media", "history", "schedule"),
    written="folder, `.zip`",
)


def recognise(path: Path, head: bytes) -> bool:
    """Return whether this is a folder, or a YAML file that names a concept."""
    return path.is_dir() or b"\nsections:" in head or head.startswith((b"concept:", b"sections:"))


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the deck of a folder or of one concept file."""
    from quizapp.decks.loader import load_deck  # importing pydantic takes as long as all other formats together

    return imported(load_deck(path))


def imported(loaded: "Loaded") -> Imported:
    """Return a loaded deck as a reader returns it."""
    return Imported(
        deck=loaded.deck, problems=loaded.problems, locations=loaded.locations, digest=loaded.digest,
        files=loaded.files, unread=loaded.unread,
    )  # fmt: skip
