"""Reads only those files of a deck folder that changed since it was last imported."""

from pathlib import Path

from quizapp.decks.loader import Loaded, load_deck
from quizapp.store.database import Store
from quizapp.store.decks.installed_deck import InstalledDeck, known_at


def load_changed(store: Store, folder: Path) -> Loaded:
    """Return a deck folder, reading only files that changed since its last import, or all if needed."""
    known = known_at(store, str(folder.resolve()))
    if known is not None and known.files:
        loaded = load_deck(folder, known.files)
        if _differs_in_content_only(known, loaded):
            return loaded
    return load_deck(folder)


def _differs_in_content_only(known: InstalledDeck, loaded: Loaded) -> bool:
    """Return whether only the content of some concepts differs from the installed deck.

    Titles and order are part of the cards of other concepts, and problems are reported after reading every file.
    """
    deck = loaded.deck
    if deck is None or not loaded.unread or deck.info != known.info:
        return False
    names = [[(each.concept, each.title) for each in concepts] for concepts in (deck.concepts, known.concepts)]
    return names[0] == names[1]
