"""What an event stores that sets a goal: a scope to be learnt by a day."""

from dataclasses import dataclass
from typing import ClassVar

from quizapp.core.event_payloads.base import Payload
from quizapp.core.event_payloads.fields import check_day, check_text


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalPayload(Payload):
    """A deck, a concept, a tag or everything is to be learnt by a day; '' ends the goal of the scope."""

    by: str
    deck: str = ""
    concept: str = ""
    tag: str = ""

    OMITTED: ClassVar[frozenset[str]] = frozenset(("deck", "concept", "tag"))

    def check(self) -> None:
        """Raise ValueError where a field is no text, or the day no ISO date."""
        for name in ("by", *self.OMITTED):
            check_text(name, getattr(self, name))
        if self.by:
            check_day("by", self.by)
