"""Simulates the coming months day by day: which cards are reviewed and recalled, and how long that takes.

A card is reviewed at most once a day; its steps within the day count as ratings of Good without a wait. All chances are
drawn from one seeded stream, in the order of the cards, so that the same input gives the same result.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from quizapp.core import fsrs
from quizapp.core.float_sum import float_sum
from quizapp.core.fsrs import AGAIN, EASY, GOOD, HARD, Model
from quizapp.core.review_history import Habits


@dataclass(slots=True)
class SimulatedCard:
    """A card that was learnt. `last`, its last review, and `due` are days counted from today, 0."""

    stability: float
    difficulty: float
    last: int
    due: int
    parameters: tuple[float, ...] = ()
    retention: float | None = None  # desired, in place of the scenario's


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """The settings of a simulation. `shares` has the share of a usual day's work for each day, 0 for a day off."""

    retention: float
    shares: tuple[float, ...]
    new_per_day: float
    reviews_per_day: float
    unseen: int  # cards that are still new
    learning_steps: int
    relearning_steps: int
    parameters: tuple[float, ...] = ()  # of the cards that are still unseen
    maximum: int = 36500
    seed: int = 0


@dataclass(slots=True)
class Course:
    """The result of a simulation: reviews, new cards and seconds of each day, and the cards remembered at the end."""

    reviews: list[int] = field(default_factory=list)
    introduced: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    remembered: float = 0.0  # the sum of the chances of recall


def simulate(cards: Sequence[SimulatedCard], scenario: Scenario, habits: Habits) -> Course:
    """Simulate the days of a scenario for a learner with these habits; `cards` are not changed."""
    known = [replace(c, due=max(0, c.due)) for c in cards]
    days, draw = len(scenario.shares), Random(scenario.seed)
    due: list[list[int]] = [[] for _ in range(days + 1)]
    for number, card in enumerate(known):
        due[min(card.due, days)].append(number)
    course, waiting, unseen = Course(), list[int](), scenario.unseen
    for day, share in enumerate(scenario.shares):
        waiting += due[day]
        asked = _asked(known, waiting, day, _whole(scenario.reviews_per_day, day)) if share else []
        taken = set(asked)
        waiting = [number for number in waiting if number not in taken]
        fresh = min(unseen, _whole(scenario.new_per_day, day)) if share else 0
        unseen -= fresh
        spent = float_sum(_visit(known[number], day, scenario, habits, draw) for number in asked)
        for _ in range(fresh):
            known.append(_introduced(day, scenario, habits, draw))
            asked.append(len(known) - 1)
        for number in asked:
            due[min(known[number].due, days)].append(number)
        course.reviews.append(len(asked) - fresh)
        course.introduced.append(fresh)
        course.seconds.append(spent + fresh * habits.new_seconds)
    course.remembered = float_sum(fsrs.recall(fsrs.model(c.parameters), c.stability, days - c.last) for c in known)
    return course


def _whole(rate: float, day: int) -> int:
    """Return the whole cards that a daily rate gives on a day, so that fractions add up over time."""
    return int((day + 1) * rate) - int(day * rate)


def _asked(known: Sequence[SimulatedCard], waiting: list[int], day: int, limit: int) -> list[int]:
    """Return the numbers of the cards reviewed on a day, sorted; above the limit, those most at risk."""
    if len(waiting) > limit:
        waiting = sorted(waiting, key=lambda n: (-(day - known[n].last) / known[n].stability, n))[:limit]
    return sorted(waiting)


def _visit(card: SimulatedCard, day: int, scenario: Scenario, habits: Habits, draw: Random) -> float:
    """Review a card and return the seconds it took."""
    model, elapsed = fsrs.model(card.parameters), day - card.last
    recalled = draw.random() < fsrs.recall(model, card.stability, elapsed)
    rating = HARD + _pick(habits.passed, draw) if recalled else AGAIN
    card.stability, card.difficulty = fsrs.advance(model, card.stability, card.difficulty, rating, elapsed)
    if not recalled:
        _steps(model, card, scenario.relearning_steps)
    _schedule(model, card, day, scenario)
    return habits.recalled_seconds if recalled else habits.forgotten_seconds


def _introduced(day: int, scenario: Scenario, habits: Habits, draw: Random) -> SimulatedCard:
    model, rating = fsrs.model(scenario.parameters), AGAIN + _pick(habits.first, draw)
    card = SimulatedCard(*fsrs.first(model, rating), last=day, due=day, parameters=scenario.parameters)
    steps = scenario.learning_steps
    _steps(model, card, 0 if rating == EASY else max(0, steps - 1) if rating == GOOD else steps)
    _schedule(model, card, day, scenario)
    return card


def _steps(model: Model, card: SimulatedCard, count: int) -> None:
    for _ in range(count):
        card.stability, card.difficulty = fsrs.advance(model, card.stability, card.difficulty, GOOD, 0)


def _schedule(model: Model, card: SimulatedCard, day: int, scenario: Scenario) -> None:
    card.last = day
    retention = scenario.retention if card.retention is None else card.retention
    card.due = day + fsrs.interval(model, card.stability, retention, scenario.maximum)


def _pick(shares: Sequence[float], draw: Random) -> int:
    left = draw.random()
    for index, share in enumerate(shares):
        left -= share
        if left < 0:
            return index
    return len(shares) - 1
