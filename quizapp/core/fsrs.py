"""FSRS-6: how stability, difficulty and retrievability change with a review.

Source of the formulas: the wiki of the fsrs4anki project, "The Algorithm", FSRS-6. Elapsed time is in whole
days, as in the histories to which FSRS is fitted; without a whole day the formula for the same day holds. The order of
the operations is py-fsrs's, so that both give the same bits.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

DEFAULTS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629,
    1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
# The bounds to which FSRS optimisers clip each parameter.
LOWEST = (*(0.001,) * 4, 1.0, *(0.001,) * 3, 0.0, 0.0, *(0.001,) * 4, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.1)
HIGHEST = (*(100.0,) * 4, 10.0, 4.0, 4.0, 0.75, 4.5, 0.8, 3.5, 5.0, 0.25, 0.9, 4.0, 1.0, 6.0, 2.0, 2.0, 0.8, 0.8)
LEAST_STABILITY = 0.001  # days
AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Model:
    """The parameters of one learner, and the parts of the formulas that depend on nothing else."""

    parameters: tuple[float, ...]
    decay: float  # below 0
    factor: float  # chosen so that retrievability is 0.9 after as many days as the stability
    first_stability: tuple[float, ...]  # by rating, from index 1
    first_difficulty: tuple[float, ...]
    recall_scale: float
    forget_divisor: float
    reversion: float  # the difficulty after a first Easy, towards which it reverts, times w7
    short_term: tuple[float, ...]  # by rating, from index 1


def check(parameters: tuple[float, ...]) -> None:
    """Raise ValueError unless these are the parameters of FSRS-6: 21 numbers within their bounds."""
    if len(parameters) != len(DEFAULTS):
        raise ValueError(f"FSRS-6 has {len(DEFAULTS)} parameters; got {len(parameters)}")
    for index, (value, low, high) in enumerate(zip(parameters, LOWEST, HIGHEST, strict=True)):
        if not low <= value <= high:
            raise ValueError(f"parameter {index} is {value}; expected a number from {low} to {high}")


def from_earlier(parameters: Sequence[float]) -> tuple[float, ...]:
    """Return the parameters of FSRS-6, within its bounds, for those of FSRS-6, FSRS-5 (19) or FSRS-4.5 (17).

    FSRS-5 has the decay 0.5 and no exponent for reviews of the same day; FSRS-4.5 has no such reviews either, and a
    linear first difficulty: the exponential one gets the same values for Again and Easy. The linear damping of FSRS-5
    makes changes of difficulty smaller, which 0.5 more in w6 makes up for. As fsrs-rs converts them, and so Anki.
    Raises ValueError for parameters of another version.
    """
    w = list(parameters)
    if len(w) not in (17, 19, 21):
        raise ValueError(f"there are {len(w)}; expected 17 (FSRS-4.5), 19 (FSRS-5) or 21 (FSRS-6)")
    if not all(map(math.isfinite, w)):
        raise ValueError("not all of them are finite numbers")
    if len(w) == 17:
        again, easy = w[4] + 2 * w[5], w[4] - w[5]
        if again < easy:
            raise ValueError(f"parameter 5 is {w[5]}; expected a number of at least 0")
        w[4:7] = [again, math.log(again - easy + 1) / 3, w[6] + 0.5]
        w += [0.0, 0.0]
    if len(w) == 19:
        w += [0.0, 0.5]
    return tuple(min(max(value, low), high) for value, low, high in zip(w, LOWEST, HIGHEST, strict=True))


@lru_cache(maxsize=64)
def model(parameters: tuple[float, ...] = ()) -> Model:
    """Return the model of some parameters; () are the defaults. Raises ValueError as `check` does."""
    w = parameters or DEFAULTS
    check(w)
    difficulties = [w[4] - (math.e ** (w[5] * (rating - 1))) + 1 for rating in range(1, 5)]
    return Model(
        parameters=w,
        decay=-w[20],
        factor=0.9 ** (1 / -w[20]) - 1,
        first_stability=(0.0, *(max(each, LEAST_STABILITY) for each in w[:4])),
        first_difficulty=(0.0, *(min(max(each, 1.0), 10.0) for each in difficulties)),
        recall_scale=math.e ** w[8],
        forget_divisor=math.e ** (w[17] * w[18]),
        reversion=w[7] * difficulties[3],
        short_term=(0.0, *(math.e ** (w[17] * (rating - 3 + w[18])) for rating in range(1, 5))),
    )


def recall(m: Model, stability: float, days: float) -> float:
    """Return retrievability in [0, 1] after `days` (0 or more): R = (1 + factor * t / S) ** decay."""
    return float((1 + m.factor * days / stability) ** m.decay)


def interval(m: Model, stability: float, retention: float, maximum: int = 36500) -> int:
    """Return the days (1 to `maximum`) until retrievability falls to the desired retention: `recall` solved for t."""
    days: float = (stability / m.factor) * ((retention ** (1 / m.decay)) - 1)
    return min(max(round(days), 1), maximum)


def intervals(m: Model, stabilities: Iterable[float], retention: float, maximum: int = 36500) -> list[int]:
    """Return what `interval` gives for each stability; the power, which takes most of the time, is computed once."""
    share = (retention ** (1 / m.decay)) - 1
    return [min(max(round(stability / m.factor * share), 1), maximum) for stability in stabilities]


def advance(m: Model, stability: float, difficulty: float, rating: int, days: int) -> tuple[float, float]:
    """Return stability (days) and difficulty after a review (1 Again to 4 Easy), `days` whole days after the last one.

    The formulas for stability after recall, after a lapse and on the same day, and for difficulty with linear damping
    and mean reversion, are those of "The Algorithm", FSRS-6.
    """
    w = m.parameters
    if days < 1:
        after = _same_day(m, stability, rating)
    elif rating == AGAIN:
        after = _forgotten(m, stability, difficulty, recall(m, stability, days))
    else:
        growth = _growth(m, stability, difficulty, recall(m, stability, days))
        if rating == HARD:
            growth *= w[15]
        elif rating == EASY:
            growth *= w[16]
        after = stability * (1 + growth)
    change = -(w[6] * (rating - 3))
    moved = m.reversion + (1 - w[7]) * (difficulty + (10.0 - difficulty) * change / 9.0)
    return max(after, LEAST_STABILITY), min(max(moved, 1.0), 10.0)


def stabilities_after(m: Model, stability: float, difficulty: float, days: int) -> tuple[float, float, float, float]:
    """Return the stability that `advance` gives after each of the four ratings, Again first.

    What the ratings share is computed once: the four cost little more than one.
    """
    least = LEAST_STABILITY
    if days < 1:
        again, hard, good, easy = [_same_day(m, stability, rating) for rating in (AGAIN, HARD, GOOD, EASY)]
        return max(again, least), max(hard, least), max(good, least), max(easy, least)
    w, chance = m.parameters, recall(m, stability, days)
    growth = _growth(m, stability, difficulty, chance)
    return (
        max(_forgotten(m, stability, difficulty, chance), least),
        max(stability * (1 + growth * w[15]), least),
        max(stability * (1 + growth), least),
        max(stability * (1 + growth * w[16]), least),
    )


def _growth(m: Model, stability: float, difficulty: float, chance: float) -> float:
    """Return by which share the stability grows after a Good; `chance` is the retrievability just before."""
    w = m.parameters
    grown: float = m.recall_scale * (11 - difficulty) * (stability ** -w[9]) * ((math.e ** ((1 - chance) * w[10])) - 1)
    return grown


def _same_day(m: Model, stability: float, rating: int) -> float:
    growth: float = m.short_term[rating] * (stability ** -m.parameters[19])
    after: float = stability * (growth if rating == AGAIN else max(growth, 1.0))
    return after


def _forgotten(m: Model, stability: float, difficulty: float, chance: float) -> float:
    w = m.parameters
    long_term = w[11] * (difficulty ** -w[12]) * (((stability + 1) ** w[13]) - 1) * (math.e ** ((1 - chance) * w[14]))
    return float(min(long_term, stability / m.forget_divisor))


def first(m: Model, rating: int) -> tuple[float, float]:
    """Return stability (days) and difficulty after the first review of a card."""
    return m.first_stability[rating], m.first_difficulty[rating]


def replayed(m: Model, ratings: Iterable[int], gaps: Iterable[int]) -> tuple[float, float]:
    """Return stability (days) and difficulty after all reviews of a card; `gaps` are whole days, the first unused.

    Raises StopIteration without any review.
    """
    pairs = zip(ratings, gaps, strict=True)
    stability, difficulty = first(m, next(pairs)[0])
    for rating, gap in pairs:
        stability, difficulty = advance(m, stability, difficulty, rating, gap)
    return stability, difficulty
