"""What the events store that add, edit or move cards in the files of decks."""

from dataclasses import dataclass

from quizapp.core.event_payloads.base import Payload
from quizapp.core.event_payloads.fields import check_day, check_text, check_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChangePayload(Payload):
    """Cards were added, edited or moved in the files of decks."""

    day: str  # the study day
    change: str  # the name under which the device keeps the earlier contents of the files
    cards: int
    place: str  # the card that was edited, or the deck/concept where cards are now

    def check(self) -> None:
        """Raise ValueError where a field has a wrong type."""
        check_day("day", self.day)
        check_text("change", self.change)
        check_text("place", self.place)
        check_whole("cards", self.cards)
