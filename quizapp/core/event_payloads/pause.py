"""What the events store that pause a deck or a concept and resume it."""

from dataclasses import dataclass

from quizapp.core.event_payloads.base import Payload
from quizapp.core.event_payloads.fields import check_day, check_text


@dataclass(frozen=True, slots=True, kw_only=True)
class PausePayload(Payload):
    """The cards of a deck, or of one concept of it, are not asked until it is resumed."""

    deck: str
    day: str  # the study day
    concept: str = ""  # empty: the whole deck

    OMITTED = frozenset(("concept",))

    def check(self) -> None:
        """Raise ValueError where a field has a wrong type, or no deck is named."""
        check_text("deck", self.deck)
        check_text("concept", self.concept)
        check_day("day", self.day)
        if not self.deck:
            raise ValueError("`deck` is empty; expected the id of a deck")

    @property
    def name(self) -> str:
        """The deck, or deck/concept."""
        return f"{self.deck}/{self.concept}" if self.concept else self.deck


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumePayload(PausePayload):
    """The cards of a deck or a concept are asked again."""
