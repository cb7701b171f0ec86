"""What the events store that hide a card, release it, flag it, or make it new again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from quizapp.core.event_payloads.base import Json, Payload
from quizapp.core.event_payloads.fields import check_day, check_text
from quizapp.core.events import BURY, FLAG, FORGET, SUSPEND, UNFLAG, UNSUSPEND


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendPayload(Payload):
    """A card is hidden until it is released."""

    day: str = ""  # the study day; imported cards have none
    action: str = ""  # an id that the events of several cards share, which are undone together

    OMITTED: ClassVar[frozenset[str]] = frozenset(("day", "action"))

    def check(self) -> None:
        """Raise ValueError where the day is not an ISO date."""
        if self.day != "":
            check_day("day", self.day)
        check_text("action", self.action)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsuspendPayload(SuspendPayload):
    """A card is released."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetPayload(SuspendPayload):
    """A card becomes new again; its history is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagPayload(SuspendPayload):
    """A card gets the learner's flag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnflagPayload(SuspendPayload):
    """A card loses the learner's flag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuryPayload(Payload):
    """A card is hidden on a study day."""

    day: str
    action: str = ""  # as in SuspendPayload

    OMITTED: ClassVar[frozenset[str]] = frozenset(("action",))

    def check(self) -> None:
        """Raise ValueError where the day is not an ISO date."""
        check_day("day", self.day)
        check_text("action", self.action)


MARKS: Mapping[str, type[SuspendPayload] | type[BuryPayload]] = {
    SUSPEND: SuspendPayload,
    UNSUSPEND: UnsuspendPayload,
    BURY: BuryPayload,
    FORGET: ForgetPayload,
    FLAG: FlagPayload,
    UNFLAG: UnflagPayload,
}
"""Kind of event -> the type of its payload, for those that mark a card and have no other content."""


def action_of(payload: Json) -> str:
    """Return the id that the events of several cards share, '' for an event of its own."""
    return str(payload.get("action", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPayload(Payload):
    """Another event is undone; which one is a field of the event itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownPayload(Payload):
    """The payload of a kind that this version does not know."""
