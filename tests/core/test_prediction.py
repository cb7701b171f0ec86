"""Predictions: their three forms, and their scores."""

from math import inf, log
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.model import Rating
from quizapp.core.prediction import Prediction, bin_label, bins, parse, score


def test_a_point_an_interval_and_a_choice_are_read() -> None:
    """As learners write them."""
    assert [parse(text).low for text in ("2", "2.5x", "x4", "1,5", 3, "20 ms")] == [2.0, 2.5, 4.0, 1.5, 3.0, 20.0]
    interval = parse("1.5..2")
    assert (interval.form, interval.low, interval.high) == ("interval", 1.5, 2.0)
    choice = parse("2..4@80%")
    assert (choice.form, choice.low, choice.high, choice.confidence) == ("choice", 2.0, 4.0, 0.8)
    assert (parse("..0.9@0.6").low, parse("5..@99").high) == (0.0, inf)


@pytest.mark.parametrize("wrong", ["", "no", "-1", "0", "2..1", "nan", "1e400", "2@80%", "1..2@180%", True, None, [1]])
def test_what_is_no_prediction_is_refused(wrong: object) -> None:
    """With what was expected."""
    with pytest.raises(ValueError, match=r"such as"):
        parse(wrong)


def test_as_json_has_the_contract_s_keys() -> None:
    """value, or low and high; an open end is null."""
    assert parse("2").as_json() == {"value": 2.0}
    assert parse("1.5..2").as_json() == {"low": 1.5, "high": 2.0}
    assert parse("5..@90%").as_json() == {"low": 5.0, "high": None, "confidence": 0.9}


@given(st.floats(0.1, 50), st.floats(1.0, 1.5))
def test_a_point_within_the_interval_is_easy(low: float, ratio: float) -> None:
    """Noise is never charged to the learner."""
    high = low * ratio
    assert score(parse(f"{(low + high) / 2:.9f}"), low * 0.999999, high * 1.000001) == (0.0, Rating.EASY)


def test_points_are_rated_by_distance_and_direction() -> None:
    """Over a factor of two, or the wrong way, is Again."""
    points = {"2": "easy", "2.6": "good", "3.4": "hard", "5": "again", "0.9": "again"}
    assert {p: str(score(parse(p), 1.9, 2.1)[1]) for p in points} == points
    assert score(parse("3"), 1.9, 2.0)[0] == pytest.approx(log(1.5))


def test_intervals_are_rated_by_hit_and_width() -> None:
    """A wide net catches everything and teaches little."""
    intervals = {"1.5..2.2": "easy", "1..3": "good", "0.5..5": "hard", "3..4": "again", "2.2..2.5": "hard"}
    assert {p: str(score(parse(p), 1.9, 2.1)[1]) for p in intervals} == intervals


def test_choices_are_rated_by_the_confidence_in_what_was_right() -> None:
    """The error is the Brier score."""
    choices = {"1.25..2@50%": "hard", "1.25..2@70%": "good", "1.25..2@95%": "easy", "2.5..5@50%": "again"}
    assert {p: str(score(parse(p), 1.9, 2.1)[1]) for p in choices} == choices
    assert score(parse("1.25..2@70%"), 1.9, 2.1)[0] == pytest.approx(0.09)
    assert score(parse("2.5..5@70%"), 1.9, 2.1)[0] == pytest.approx(0.49)


def test_bins_cover_everything() -> None:
    """With open ends."""
    assert bins((1, 2)) == [(0.0, 1), (1, 2), (2, inf)]
    assert [bin_label(low, high, "times") for low, high in bins((1, 2))] == [
        "under 1 times",
        "1 to 2 times",
        "over 2 times",
    ]


@pytest.mark.parametrize(
    ("low", "high", "measured", "rating"),
    [
        (2.0, 2.0, 1.0, Rating.HARD), (1.5, 1.5, 1.0, Rating.GOOD), (1.15, 1.15, 1.0, Rating.EASY),
        (1.01, 1.01, 0.9, Rating.EASY),
    ],
)  # fmt: skip
def test_a_point_on_the_bound_has_the_better_rating(low: float, high: float, measured: float, rating: Rating) -> None:
    """Just twice, half as much again, 15% off; on the other side of 1 where 0.9 is measured."""
    assert score(Prediction(form="point", low=low, high=high), measured, measured)[1] is rating


def test_an_interval_on_the_bound_is_hard() -> None:
    """A quarter off, and no more."""
    assert score(Prediction(form="interval", low=1.25, high=1.5), 1.0, 1.0)[1] is Rating.HARD


def point(value: float) -> Prediction:
    """A prediction of one figure."""
    return Prediction(form="point", low=value, high=value)


def rated(prediction: Prediction, low: float, high: float) -> str:
    """The rating of a prediction."""
    return str(score(prediction, low, high)[1])


def said(form: str, error: float | None, value: float | None = None, **more: Any) -> dict[str, Any]:
    """One prediction of something that measured 2."""
    fields: dict[str, Any] = {"form": form, "error": error, "prediction": value and {"value": value}}
    return {"measured": {"value": 2.0}, "measure": "ratio", "day": "2026-03-02"} | fields | more


@pytest.mark.parametrize(
    ("said", "low", "high", "rating"),
    [
        (1.0, 1.2, 1.3, "good"), (0.99, 1.1, 1.2, "easy"), (0.99, 1.11, 1.2, "again"), (1.2, 0.9, 1.0, "good"),
        (1.0, 0.8, 0.89, "easy"), (1.01, 0.8, 0.89, "again"), (1.9, 0.8, 0.89, "again"), (1.05, 0.7, 0.89, "again"),
    ],
)  # fmt: skip
def test_the_wrong_way_is_again(said: float, low: float, high: float, rating: str) -> None:
    """Faster was said and it is clearly slower, or the other way round."""
    assert rated(point(said), low, high) == rating


@pytest.mark.parametrize(
    ("factor", "below", "above"), [(2.0, "hard", "again"), (1.5, "good", "hard"), (1.15, "easy", "good")]
)
def test_points_change_their_rating_on_the_factor(factor: float, below: str, above: str) -> None:
    """By the distance in logs from the nearer end of what was measured."""
    assert rated(point(10 * factor * 0.9999), 8, 10) == below
    assert rated(point(10 * factor * 1.0001), 8, 10) == above
    assert rated(point(8 / factor * 1.0001), 8, 10) == below
    assert rated(point(8 / factor * 0.9999), 8, 10) == above
    assert score(point(8 / factor), 8, 10)[0] == pytest.approx(log(factor))


@pytest.mark.parametrize(
    ("low", "high", "error", "rating"),
    [
        (10.0, 16.0, 0.0, "easy"), (10.0, 16.01, 0.0, "good"), (10.0, 40.0, 0.0, "good"), (10.0, 40.1, 0.0, "hard"),
        (12.0, 14.0, log(1.2), "hard"), (12.51, 14.0, log(1.251), "again"), (5.0, 6.67, log(8 / 6.67), "hard"),
        (5.0, 6.39, log(8 / 6.39), "again"), (10.0, 11.0, 0.0, "easy"), (7.0, 8.0, 0.0, "easy"),
    ],
)  # fmt: skip
def test_intervals_by_width_and_miss(low: float, high: float, error: float, rating: str) -> None:
    """Meeting an end of what was measured is meeting it."""
    found = score(Prediction(form="interval", low=low, high=high), 8, 10)
    assert found == (pytest.approx(error), rating)


@pytest.mark.parametrize(
    ("low", "high", "sure", "brier", "rating"),
    [
        (10.0, 20.0, 0.59, 0.41**2, "hard"), (10.0, 20.0, 0.6, 0.16, "good"), (10.0, 20.0, 0.89, 0.11**2, "good"),
        (2.0, 8.0, 0.9, 0.01, "easy"), (2.0, 7.9, 0.9, 0.81, "again"), (10.1, 20.0, 0.3, 0.09, "again"),
        (10.0, 20.0, 0.0, 1.0, "hard"),
    ],
)  # fmt: skip
def test_choices_by_their_confidence(low: float, high: float, sure: float, brier: float, rating: str) -> None:
    """An end that is met counts as right."""
    found = score(Prediction(form="choice", low=low, high=high, confidence=sure), 8, 10)
    assert found == (pytest.approx(brier), rating)


@pytest.mark.parametrize(
    ("text", "sure"), [("2..@0", 0), ("2..@0%", 0), ("2..@1", 1), ("2..@1%", 0.01), ("2..@1.5", 0.015), ("2..@100", 1)]
)
def test_a_confidence_is_a_share_or_percent(text: str, sure: float) -> None:
    """Over 1 it can only be percent."""
    assert parse(text) == Prediction(form="choice", low=2.0, high=inf, confidence=sure)


@pytest.mark.parametrize("text", ["2..@101", "2..@-1", "2..@", "2..@x"])
def test_what_is_no_confidence_is_refused(text: str) -> None:
    """With what was expected."""
    with pytest.raises(ValueError, match=r"^a confidence goes from 0% to 100%, such as 2\.\.4@80%$"):
        parse(text)


def test_an_interval_may_be_a_point_and_goes_upwards() -> None:
    """From low to high."""
    assert parse("2..2") == Prediction(form="interval", low=2.0, high=2.0)
    with pytest.raises(ValueError, match=r"^an interval goes from low to high, such as 1\.5\.\.2$"):
        parse("2..1.9")
    assert parse(1.5) == point(1.5)
