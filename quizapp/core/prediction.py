"""A prediction of a measured figure: its three forms, and how good it was. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import inf, log
from typing import Any, Literal

from quizapp.core.model import Rating

Form = Literal["point", "choice", "interval"]
FORMS: tuple[Form, ...] = ("point", "choice", "interval")

ASKED_CONFIDENCE = 0.8  # how often a predicted interval should contain the measured value
EXPECTED = "write a number over 0 such as 1.8, an interval such as 1.5..2, or a range and how sure you are: 2..4@80%"
_FROM_ZERO = EXPECTED.replace("a number over 0 such", "a number from 0, such")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What a learner expects. A point has low == high; a choice is a range with its confidence in [0, 1]."""

    form: Form
    low: float
    high: float
    confidence: float | None = None
    given: str | float = field(default="", compare=False, repr=False)  # as the learner wrote it

    @property
    def centre(self) -> float:
        """The predicted figure: the point, or the geometric middle of the range without its open end."""
        if self.high == inf:
            return self.low
        return (self.low * self.high) ** 0.5 if self.low > 0 else self.high

    def as_json(self) -> dict[str, Any]:
        """Return it as the JSON contract has it: `value`, or `low` and `high`; an open end is null."""
        if self.form == "point":
            return {"value": self.low}
        ends: dict[str, Any] = {"low": self.low, "high": None if self.high == inf else self.high}
        return ends if self.confidence is None else ends | {"confidence": self.confidence}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPrediction:
    """What a learner expects a program to print."""

    text: str

    def as_json(self) -> dict[str, Any]:
        """Return it as the JSON contract has it."""
        return {"value": self.text}


Expected = Prediction | TextPrediction


def prediction_from_json(document: Mapping[str, Any] | None) -> Expected | None:
    """Return the prediction that `as_json` wrote. Raises KeyError where it has neither a value nor a range."""
    if not document:
        return None
    if "value" not in document:
        low, high, sure = document["low"], document["high"], document.get("confidence")
        form: Form = "interval" if sure is None else "choice"
        return Prediction(form=form, low=low, high=inf if high is None else high, confidence=sure)
    value = document["value"]
    if isinstance(value, str):
        return TextPrediction(text=value)
    return Prediction(form="point", low=value, high=value)


def _number(text: str, from_zero: bool) -> float:
    match = re.fullmatch(r"[x×*]?\s*(\d{1,12}(?:[.,]\d{1,12})?)\s*(?:[x×]|times|ms|s|mb|kb|%)?", text.strip().lower())
    value = float(match[1].replace(",", ".")) if match else -1.0
    if value < 0 or (value == 0 and not from_zero):
        raise ValueError(_FROM_ZERO if from_zero else EXPECTED)
    return value


def parse(answer: object, from_zero: bool = False) -> Prediction:
    """Return the prediction that a text or a number gives. Raises ValueError with what was expected.

    0 is a figure where the measure can be 0, as a share can, and no ratio.
    """
    if isinstance(answer, bool) or not isinstance(answer, str | int | float):
        raise ValueError(EXPECTED)
    return replace(_parsed(str(answer), from_zero), given=answer)


def _parsed(answer: str, from_zero: bool) -> Prediction:
    text, at, sure = answer.partition("@")
    low_text, dots, high_text = text.partition("..")
    if not dots:
        if at:
            raise ValueError(_FROM_ZERO if from_zero else EXPECTED)
        point = _number(low_text, from_zero)
        return Prediction(form="point", low=point, high=point)
    if not at:
        low, high = _number(low_text, from_zero), _number(high_text, from_zero)
        if low > high:
            raise ValueError("an interval goes from low to high, such as 1.5..2")
        return Prediction(form="interval", low=low, high=high)
    low = _number(low_text, from_zero) if low_text.strip() else 0.0
    high = _number(high_text, from_zero) if high_text.strip() else inf
    return Prediction(form="choice", low=low, high=high, confidence=_confidence(sure))


def _confidence(text: str) -> float:
    match = re.fullmatch(r"\s*(\d{1,3}(?:\.\d{1,6})?)\s*(%?)\s*", text)
    value = float(match[1]) / (100 if match[2] or float(match[1]) > 1 else 1) if match else -1.0
    if not 0 <= value <= 1:
        raise ValueError("a confidence goes from 0% to 100%, such as 2..4@80%")
    return value


def bins(edges: Sequence[float]) -> list[tuple[float, float]]:
    """Return the ranges between edges, the outer ones open."""
    ends = [0.0, *edges, inf]
    return list(pairwise(ends))


def bin_label(low: float, high: float, unit: str) -> str:
    """Return a range as words."""
    if low <= 0:
        return f"under {high:g} {unit}"
    return f"over {low:g} {unit}" if high == inf else f"{low:g} to {high:g} {unit}"


def score(prediction: Prediction, low: float, high: float, least: float = 0.0) -> tuple[float, Rating]:
    """Return (error, rating) of a prediction against a measured interval.

    `low` and `high` are the ends of the measured interval. The error is the log ratio to its nearer end, 0 within it,
    so that the noise of a measurement does not count against the learner; the error of a choice is the Brier score,
    (confidence - right)². Figures below `least` count as it, but for a choice, which compares no logarithms.
    """
    if prediction.form == "choice":
        return _score_choice(prediction, low, high)
    prediction = replace(prediction, low=max(prediction.low, least), high=max(prediction.high, least))
    low, high = max(low, least), max(high, least)
    if prediction.form == "interval":
        return _score_interval(prediction, low, high)
    point = prediction.low
    error = _miss(point, point, low, high)
    wrong_way = (point < 1 and low > 1.1) or (point > 1 and high < 0.9)
    if wrong_way or error > log(2):
        return error, Rating.AGAIN
    return error, Rating.HARD if error > log(1.5) else Rating.GOOD if error > log(1.15) else Rating.EASY


def _miss(below: float, above: float, low: float, high: float) -> float:
    """Return how far [below, above] is from [low, high] in logs; 0 where they meet."""
    if below > high:
        return log(below / high)
    return log(low / above) if above < low else 0.0


def _score_interval(prediction: Prediction, low: float, high: float) -> tuple[float, Rating]:
    miss, width = _miss(prediction.low, prediction.high, low, high), prediction.high / prediction.low
    if miss > log(1.25):
        return miss, Rating.AGAIN
    if miss > 0 or width > 4:
        return miss, Rating.HARD
    return miss, Rating.EASY if width <= 1.6 else Rating.GOOD


def _score_choice(prediction: Prediction, low: float, high: float) -> tuple[float, Rating]:
    sure = prediction.confidence or 0.0
    right = prediction.low <= high and low <= prediction.high
    brier = (sure - right) ** 2
    if not right:
        return brier, Rating.AGAIN
    return brier, Rating.HARD if sure < 0.6 else Rating.GOOD if sure < 0.9 else Rating.EASY
