"""SM-2 and Leitner boxes, as they were published, with the same daily limits as the others."""

import math
from collections import deque
from dataclasses import dataclass, field

from engines.study_year import Scheduler

from quizapp.core.fsrs import AGAIN

REVIEWS_PER_DAY = 200


@dataclass(slots=True)
class Queue:
    """The queue of a day: due cards in the order of their days, new ones, then those to repeat."""

    cards: int
    new_per_day: int
    due: dict[int, int] = field(default_factory=dict)  # the day of each card that was seen
    today: int = 0
    waiting: deque[int] = field(default_factory=deque)
    asked: int = -1
    repeating: set[int] = field(default_factory=set)

    def begin(self, day: int, now_ms: int) -> None:
        """Begin a day."""
        self.today = day
        due = sorted((at, card) for card, at in self.due.items() if at <= day)[:REVIEWS_PER_DAY]
        seen = len(self.due)
        self.waiting = deque([*(card for _, card in due), *range(seen, min(seen + self.new_per_day, self.cards))])
        self.repeating = set()

    def next(self, now_ms: int) -> int | None:
        """Return the next card."""
        self.asked = self.waiting.popleft() if self.waiting else -1
        return self.asked if self.asked >= 0 else None

    def repeat(self) -> None:
        """Ask the card again at the end of the day."""
        self.repeating.add(self.asked)
        self.waiting.append(self.asked)

    def end(self) -> None:
        """End a day."""

    def close(self) -> None:
        """Nothing to release."""


@dataclass(slots=True)
class Sm2(Queue):
    """SM-2 (P. A. Wozniak, 1990). Again, Hard, Good and Easy are its grades 2 to 5."""

    memory: dict[int, tuple[int, float, int]] = field(default_factory=dict)  # repetitions, e-factor, interval

    def rate(self, rating: int, seconds: int, now_ms: int) -> None:
        """Schedule a card. Grades below 4 are repeated on the day until they reach it, which changes no interval."""
        grade = rating + 1
        if self.asked not in self.repeating:
            count, ease, days = self.memory.get(self.asked, (0, 2.5, 0))
            if grade < 3:
                count, days = 1, 1
            else:
                count += 1
                days = {1: 1, 2: 6}.get(count, math.ceil(days * ease))
                ease = max(1.3, ease + 0.1 - (5 - grade) * (0.08 + (5 - grade) * 0.02))
            self.memory[self.asked] = count, ease, days
            self.due[self.asked] = self.today + days
        if grade < 4:
            self.repeat()


@dataclass(slots=True)
class Leitner(Queue):
    """Seven boxes of 1, 2, 4, ... 64 days: a recalled card moves on by one, a forgotten one goes to the first."""

    box: dict[int, int] = field(default_factory=dict)

    def rate(self, rating: int, seconds: int, now_ms: int) -> None:
        """Move a card."""
        self.box[self.asked] = 0 if rating == AGAIN else min(6, self.box.get(self.asked, -1) + 1)
        self.due[self.asked] = self.today + 2 ** self.box[self.asked]


def simple(name: str, cards: int, new_per_day: int) -> Scheduler:
    """Return a new scheduler by its name."""
    return {"SM-2": Sm2, "Leitner": Leitner}[name](cards, new_per_day)
