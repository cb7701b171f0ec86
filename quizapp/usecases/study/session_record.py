"""The events that a session has recorded so far."""

from collections import Counter
from typing import TYPE_CHECKING

from quizapp.core.events import CRAM, REVIEW, Event
from quizapp.core.model import Rating

if TYPE_CHECKING:
    from quizapp.store.events.event_log import Recorded

ANSWERS = (REVIEW, CRAM)


class SessionRecord:
    """The events of a session in order, and the number of answers."""

    def __init__(self) -> None:
        self._events: dict[str, Event] = {}  # by id
        self.recordings: dict[str, Recorded] = {}  # of answers, by the event's id
        self.answered = 0
        self.introduced = 0  # answers to new cards
        self.cards: Counter[str] = Counter()  # answered cards, with how often each was

    @property
    def events(self) -> tuple[Event, ...]:
        """Return the events that were not undone."""
        return tuple(self._events.values())

    @property
    def right(self) -> frozenset[str]:
        """Return the cards that were answered right."""
        from quizapp.core.event_payloads.review import rating_of

        found = (each for each in self._events.values() if each.kind == REVIEW)
        return frozenset(each.card for each in found if rating_of(each.payload) != Rating.AGAIN)

    def add_answer(self, recorded: "Recorded") -> None:
        """Count an answer, and remember it for an undo."""
        self.recordings[recorded.event.id] = recorded
        self.add(recorded.event)

    def add(self, event: Event) -> None:
        """Count an event."""
        self._events[event.id] = event
        self._count(event, 1)

    def take_back(self, event: Event) -> None:
        """Stop counting an undone event if it belongs to this session."""
        if self._events.pop(event.id, None) is not None:
            self._count(event, -1)

    def _count(self, event: Event, sign: int) -> None:
        if event.kind in ANSWERS:
            self.answered += sign
            self.cards[event.card] += sign
            from quizapp.core.event_payloads.review import was_new  # not needed before the first answer

            self.introduced += sign * was_new(event.payload)
