"""Where a learner is on a learning path: which concepts are done, open or locked, and how long the rest takes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

from quizapp.core.counting import counted

StepState = Literal["done", "open", "locked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptCards:
    """A concept and how much of it was asked; `requires` has no concept that is paused or not installed."""

    concept: str
    title: str
    requires: tuple[str, ...] = ()
    sections: int  # with cards
    asked: int  # sections of which a card was ever answered
    cards: int  # that are not suspended
    unseen: int  # of these cards

    @property
    def needed(self) -> int:
        """Return how many sections must be asked before the concepts that require this one are open."""
        return -(-self.sections // 2)

    @property
    def is_met(self) -> bool:
        """Return whether the concepts that require this one are open, as far as it decides."""
        return self.asked >= self.needed


@dataclass(frozen=True, slots=True)
class Step:
    """A concept of a path; `waits_for` are the required concepts of which too few sections were asked."""

    concept: ConceptCards
    waits_for: tuple[ConceptCards, ...] = ()

    @property
    def state(self) -> StepState:
        """Return `done` once every card was asked, else whether new cards of the concept may come."""
        if not self.concept.unseen:
            return "done"
        return "locked" if self.waits_for else "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathProgress:
    """A path of a deck, or all of it, and where the learner is. The path `all` is the whole deck."""

    deck: str
    path: str
    title: str
    steps: tuple[Step, ...]
    followed: bool = False

    @property
    def done(self) -> int:
        """Return how many of the concepts are done."""
        return sum(step.state == "done" for step in self.steps)

    @property
    def unseen(self) -> int:
        """Return how many cards were never asked."""
        return sum(step.concept.unseen for step in self.steps)

    @property
    def completion(self) -> float:
        """Return the share of the cards that were asked at least once, from 0 to 1."""
        cards = sum(step.concept.cards for step in self.steps)
        return 1 - self.unseen / cards if cards else 1.0

    def days_left(self, new_a_day: int) -> int | None:
        """Return the days until every card was asked, at so many new cards a day; None if none are introduced."""
        if not self.unseen:
            return 0
        return ceil(self.unseen / new_a_day) if new_a_day > 0 else None

    def summary(self, new_a_day: int) -> str:
        """Return such as '4 of 16 concepts, about 38 days at 10 new cards a day'."""
        done, days = f"{self.done} of {counted(len(self.steps), 'concept')}", self.days_left(new_a_day)
        if days is None:
            return f"{done}, no new cards a day"
        return f"{done}, about {counted(days, 'day')} at {counted(new_a_day, 'new card')} a day" if days else done


def path_order(deck: Mapping[str, Sequence[str]], listed: Collection[str]) -> tuple[str, ...]:
    """Return the concepts of a path and all that they require, in an order in which requirements come first.

    `deck` maps each concept to what it requires, in the order of introduction, which is kept as far as possible.
    """
    closed = _closed(deck, listed)
    order: dict[str, None] = {}
    begun: set[str] = set()
    stack = [(name, False) for name in reversed(list(deck)) if name in closed]
    while stack:
        name, is_ready = stack.pop()
        if is_ready:
            order[name] = None
        elif name not in begun:
            begun.add(name)
            stack += [(name, True), *((need, False) for need in deck[name] if need in closed and need not in begun)]
    return tuple(order)


def _closed(deck: Mapping[str, Sequence[str]], listed: Collection[str]) -> set[str]:
    """Return the concepts listed and all that they require, directly or not."""
    closed: set[str] = set()
    waiting = [name for name in listed if name in deck]
    while waiting:
        if (name := waiting.pop()) not in closed:
            closed.add(name)
            waiting += [need for need in deck[name] if need in deck]
    return closed


def steps_of(concepts: Mapping[str, ConceptCards], listed: Collection[str]) -> tuple[Step, ...]:
    """Return the steps of a path through the concepts of a deck, which are in the order of introduction."""
    order = path_order({name: each.requires for name, each in concepts.items()}, listed)
    return tuple(_step(concepts[name], concepts) for name in order)


def _step(concept: ConceptCards, concepts: Mapping[str, ConceptCards]) -> Step:
    needs = (concepts[name] for name in concept.requires if name in concepts)
    return Step(concept, tuple(need for need in needs if not need.is_met))
