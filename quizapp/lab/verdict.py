"""What a measurement says of a claim, and how good a prediction was. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Literal

from quizapp.core.arithmetic import evaluate
from quizapp.core.model import Expectation, Rating

Verdict = Literal["confirmed", "refuted", "inconclusive"]
Prediction = float | tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What is expected of the value here; None where a side is open."""

    low: float | None
    high: float | None


def bounds_of(expect: Expectation, facts: Mapping[str, float]) -> Bounds:
    """Return the expectation on a machine with these facts. Raises ValueError where it cannot be computed."""
    return Bounds(
        low=evaluate(expect.at_least, facts) if expect.at_least else None,
        high=evaluate(expect.at_most, facts) if expect.at_most else None,
    )


def judge(low: float, high: float, bounds: Bounds) -> Verdict:
    """Return whether an interval lies within the bounds (confirmed), without them (refuted), or across."""
    if (bounds.low is not None and high < bounds.low) or (bounds.high is not None and low > bounds.high):
        return "refuted"
    if (bounds.low is None or low >= bounds.low) and (bounds.high is None or high <= bounds.high):
        return "confirmed"
    return "inconclusive"


def rate_prediction(prediction: Prediction, value: float, low: float, high: float) -> tuple[float, Rating]:
    """Return (error, rating) of a prediction against a measured interval; the error is a log ratio, 0 within it."""
    if isinstance(prediction, tuple):
        return _rate_interval(prediction, low, high)
    error = _distance(prediction, low, high)
    wrong_way = (prediction < 1 and low > 1.1) or (prediction > 1 and high < 0.9)
    if wrong_way or error > log(2):
        return error, Rating.AGAIN
    return error, Rating.HARD if error > log(1.5) else Rating.GOOD if error > log(1.15) else Rating.EASY


def _distance(point: float, low: float, high: float) -> float:
    if low <= point <= high:
        return 0.0
    return log(point / high) if point > high else log(low / point)


def _rate_interval(prediction: tuple[float, float], low: float, high: float) -> tuple[float, Rating]:
    below, above = prediction
    miss = log(below / high) if below > high else log(low / above) if above < low else 0.0
    width = above / below
    if miss > log(1.25):
        return miss, Rating.AGAIN
    if miss > 0 or width > 4:
        return miss, Rating.HARD
    return miss, Rating.EASY if width <= 1.6 else Rating.GOOD
