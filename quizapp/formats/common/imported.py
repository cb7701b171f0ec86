"""What every reader gives back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from quizapp.core.model import Deck
from quizapp.errors import Location, Problem
from quizapp.formats.common.card_deck import CardDeck


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A deck of concepts, or None where it has errors or the cards are loose; what was wrong or could not be placed."""

    deck: Deck | None
    problems: tuple[Problem, ...]
    locations: Mapping[tuple[str, str], Location]
    digest: str
    loose: tuple[CardDeck, ...] = ()
    late: Callable[[], tuple[Problem, ...]] = tuple  # what else was wrong, once all loose cards were read
    files: Mapping[str, str] = field(default_factory=dict)  # the digest of each concept's file
    unread: frozenset[str] = frozenset()  # concepts that are as they were, here without their questions


def loose(decks: CardDeck | Sequence[CardDeck] | None, problems: tuple[Problem, ...]) -> Imported:
    """Return decks of loose cards, and what was wrong with their file."""
    found = () if decks is None else (decks,) if isinstance(decks, CardDeck) else tuple(decks)
    return Imported(deck=None, loose=found, problems=problems, locations={}, digest="")
