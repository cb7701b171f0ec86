"""Simulated learners whose memory is known: what they recall, how they rate it, and how long that takes.

The seconds of an answer and the shares of ratings are assumptions. They are close to those with which FSRS's own
simulators start. A learner's chances depend on seed, card and number of the answer alone: every scheduler meets the
same learner.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from quizapp.core import fsrs
from quizapp.core.fsrs import AGAIN, HARD

NEW_SECONDS = (0, 34, 24, 14, 7)  # by rating, from index 1: the first answer to a card
SECONDS = (0, 23, 12, 7, 6)  # any later answer
FIRST = (0.24, 0.094, 0.495, 0.171)  # Again, Hard, Good, Easy of a new card
PASSED = (0.224, 0.631, 0.145)  # Hard, Good, Easy of a card that was recalled
# The standard deviations by which FSRS's optimisers scale their penalty: the spread of each parameter over learners.
SPREAD = (
    6.43, 9.66, 17.58, 27.85, 0.57, 0.28, 0.6, 0.12, 0.39, 0.18, 0.33, 0.3, 0.09, 0.16, 0.57, 0.25, 1.03, 0.31, 0.32,
    0.14, 0.27,
)  # fmt: skip


class Memory(Protocol):
    """The memory of a learner: cards are numbers, times are days since the last review of a card."""

    def recall(self, card: int, days: float) -> float:
        """Return the chance, in [0, 1], that a card that was reviewed is recalled."""

    def review(self, card: int, rating: int, days: int) -> None:
        """Change the memory of a card by a review, so many days of study after the last one."""


@dataclass(slots=True)
class FsrsMemory:
    """A memory that obeys FSRS-6 with parameters of its own."""

    model: fsrs.Model
    states: dict[int, tuple[float, float]] = field(default_factory=dict)

    def recall(self, card: int, days: float) -> float:
        """Return the chance of recall."""
        return fsrs.recall(self.model, self.states[card][0], days)

    def review(self, card: int, rating: int, days: int) -> None:
        """Change stability and difficulty."""
        before = self.states.get(card)
        m = self.model
        self.states[card] = fsrs.advance(m, *before, rating, days) if before else fsrs.first(m, rating)


@dataclass(slots=True)
class ExponentialMemory:
    """A memory that no parameters of FSRS describe: it fades exponentially, and a card is as easy as it is.

    R = 0.9 ** (t / S). A recall multiplies S by 1 + 8 * ease * S ** -0.35 * (1 - R) ** 0.6; forgetting leaves
    0.5 * S ** 0.6. The ease of a card is drawn once, log-normally; ratings tell nothing of it.
    """

    seed: int
    stability: dict[int, float] = field(default_factory=dict)

    def recall(self, card: int, days: float) -> float:
        """Return the chance of recall."""
        return float(0.9 ** (days / self.stability[card]))

    def review(self, card: int, rating: int, days: int) -> None:
        """Change the stability of a card."""
        ease = Random(f"{self.seed}/ease/{card}").lognormvariate(0.0, 0.5)
        before = self.stability.get(card)
        if before is None:
            after = (0.0, 0.3, 0.8, 2.0, 6.0)[rating] * ease
        elif days < 1:
            after = before * (0.7 if rating == AGAIN else 1.1)
        elif rating == AGAIN:
            after = min(before, 0.5 * before**0.6)
        else:
            after = before * (1 + 8 * ease * before**-0.35 * (1 - self.recall(card, days)) ** 0.6)
        self.stability[card] = max(after, 0.05)


@dataclass(slots=True)
class PerfectMemory:
    """A memory that never forgets."""

    def recall(self, card: int, days: float) -> float:
        """Return 1."""
        return 1.0

    def review(self, card: int, rating: int, days: int) -> None:
        """Change nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """A learner: a memory for each seed, and habits."""

    name: str
    memory: Callable[[int], Memory]
    new_per_day: int = 12
    minutes: float = math.inf  # a day
    missed: float = 0.0  # the share of days without study
    away: range = range(0)  # days of an absence

    def studies(self, seed: int, day: int) -> bool:
        """Return whether the learner studies on a day."""
        return day not in self.away and Random(f"{seed}/day/{day}").random() >= self.missed


def drawn(seed: int) -> FsrsMemory:
    """Return a memory with parameters drawn around the defaults: first stabilities log-normally, others normally."""
    chance, found = Random(f"{seed}/parameters"), []
    for index, (usual, spread) in enumerate(zip(fsrs.DEFAULTS, SPREAD, strict=True)):
        if index < 4:  # the median is the default, and the standard deviation the published one
            variance = math.log((1 + math.sqrt(1 + 4 * (spread / usual) ** 2)) / 2)
            value = usual * math.exp(chance.gauss(0.0, math.sqrt(variance)))
        else:
            value = chance.gauss(usual, spread)
        found.append(min(max(value, fsrs.LOWEST[index]), fsrs.HIGHEST[index]))
    return FsrsMemory(fsrs.model((*sorted(found[:4]), *found[4:])))


def scaled(first: float, growth: float) -> Callable[[int], FsrsMemory]:
    """Return memories with the default parameters, but other first stabilities (times) and growth (added to w8)."""
    w = fsrs.DEFAULTS
    own = (*(each * first for each in w[:4]), *w[4:8], w[8] + growth, *w[9:])
    return lambda _seed: FsrsMemory(fsrs.model(own))


LEARNERS = (
    Learner(name="drawn", memory=drawn),
    Learner(name="forgetful", memory=scaled(0.3, -0.6)),
    Learner(name="durable", memory=scaled(5.0, 0.6)),
    Learner(name="other law", memory=ExponentialMemory),
    Learner(name="misses days", memory=drawn, missed=0.3),
    Learner(name="ten minutes", memory=drawn, new_per_day=30, minutes=10.0),
    Learner(name="two weeks away", memory=drawn, away=range(180, 194)),
)


def answer(learner_seed: int, card: int, turn: int, chance_of_recall: float | None) -> tuple[int, int]:
    """Return rating and seconds of a card's n-th answer; a chance of None is a new card."""
    chance = Random(f"{learner_seed}/answer/{card}/{turn}")
    recall, kind = chance.random(), chance.random()
    if chance_of_recall is None:
        rating = AGAIN + _pick(FIRST, kind)
        return rating, NEW_SECONDS[rating]
    rating = HARD + _pick(PASSED, kind) if recall < chance_of_recall else AGAIN
    return rating, SECONDS[rating]


def _pick(shares: tuple[float, ...], left: float) -> int:
    for index, share in enumerate(shares):
        left -= share
        if left < 0:
            return index
    return len(shares) - 1
