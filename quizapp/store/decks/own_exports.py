"""The folders that decks were exported to: what comes back from there is the learner's own version of the deck."""

from pathlib import Path

from quizapp.store.database import Store
from quizapp.store.metadata import read_facts, write_facts

_EXPORTED = "exported:"  # before the path of a folder; the value is the deck


def remember_export(store: Store, deck: str, folder: Path) -> None:
    """Record that a deck was written to a folder."""
    with store.transaction() as connection:
        write_facts(connection, _EXPORTED, {str(folder.resolve()): deck})


def was_exported_to(store: Store, deck: str, path: str) -> bool:
    """Return whether a deck was the last one that was exported to a folder."""
    with store.reading() as connection:
        return read_facts(connection, _EXPORTED + path).get("") == deck
