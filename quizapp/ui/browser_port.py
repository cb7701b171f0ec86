"""What the browser of cards needs, as its screen sees it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from quizapp.core.card_filter import SearchableCard
from quizapp.core.card_info import CardInfo

Action = Literal["suspend", "bury", "flag", "forget"]


@dataclass(frozen=True, slots=True)
class ListedCard:
    """A card in the list: its id, what its question asks, in one line, and what it is searched by."""

    card: str
    text: str
    search: SearchableCard


class CardBrowsing(Protocol):
    """The cards of a scope, and what can be done to them. Every method that changes something has committed it."""

    @property
    def cards(self) -> Sequence[ListedCard]:
        """The cards as they are now, in the order of introduction; another sequence after each change."""

    def info(self, card: str) -> CardInfo:
        """Return what is known of a card. Raises QuizError where it is gone."""

    def media(self, card: str, side: Literal["question", "answer"]) -> tuple[Path, ...]:
        """Return the media files of a side of a card that exist; one on both sides is the question's."""

    def act(self, action: Action, cards: Sequence[str]) -> str:
        """Do something to cards, all of them or none, or end it where it is done to all already; return a message."""

    def edit(self, card: str, launch: Callable[[Path, int], None]) -> str:
        """Open a card's file with `launch`, import its deck again, and return a message. Raises QuizError."""

    def places(self) -> Sequence[str]:
        """Return the deck/concept names that cards can be moved to."""

    def move(self, cards: Sequence[str], place: str) -> str:
        """Move cards to a place, all of them or none; return a message. Raises QuizError with what to do instead."""

    def undo(self) -> str:
        """Undo the learner's last action that was not undone yet, wherever it was done; return a message."""
