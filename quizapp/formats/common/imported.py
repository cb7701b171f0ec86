"""The result of every reader."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from quizapp.core.model import Deck
from quizapp.errors import Location, Problem
from quizapp.formats.common.card_deck import CardDeck


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The content of a file: a deck of concepts or decks of cards without concepts, and the problems found.

    `deck` is None if the file has cards without concepts, or if the deck has errors.
    """

    deck: Deck | None = None
    problems: tuple[Problem, ...]
    locations: Mapping[tuple[str, str], Location] = field(default_factory=dict)  # (concept, question or "") -> place
    digest: str = ""
    card_decks: tuple[CardDeck, ...] = ()
    late_problems: Callable[[], tuple[Problem, ...]] = (
        tuple  # problems found while the cards were read; call it afterwards
    )
    files: Mapping[str, str] = field(default_factory=dict)  # concept -> digest of its file
    media: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)  # of a deck that is no folder
    history: bytes = b""  # of a deck that is no folder: the lines of its history file
    named_by_file: bool = False  # the deck has no id of its own
    unread: frozenset[str] = frozenset()  # concepts whose files did not change; here without questions


def imported_cards(decks: CardDeck | Sequence[CardDeck] | None, problems: tuple[Problem, ...]) -> Imported:
    """Return decks of cards without concepts, with the problems of their file."""
    found = () if decks is None else (decks,) if isinstance(decks, CardDeck) else tuple(decks)
    return Imported(card_decks=found, problems=problems)
