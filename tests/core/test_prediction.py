"""Predictions: their three forms, and their scores."""

from math import inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.model import Rating
from quizapp.core.prediction import Prediction, bin_label, bins, parse, score


def test_point_interval_and_choice_are_parsed() -> None:
    """As learners write them."""
    assert [parse(text).low for text in ("2", "2.5x", "x4", "1,5", 3, "20 ms")] == [2.0, 2.5, 4.0, 1.5, 3.0, 20.0]
    interval = parse("1.5..2")
    assert (interval.form, interval.low, interval.high) == ("interval", 1.5, 2.0)
    choice = parse("2..4@80%")
    assert (choice.form, choice.low, choice.high, choice.confidence) == ("choice", 2.0, 4.0, 0.8)
    assert (parse("..0.9@0.6").low, parse("5..@99").high) == (0.0, inf)


@pytest.mark.parametrize("wrong", ["", "no", "-1", "0", "2..1", "nan", "1e400", "2@80%", "1..2@180%", True, None, [1]])
def test_invalid_prediction_is_refused(wrong: object) -> None:
    """With examples of valid ones."""
    with pytest.raises(ValueError, match=r"such as"):
        parse(wrong)


def test_as_json_has_the_keys_of_the_contract() -> None:
    """`value`, or `low` and `high`; an open end is null."""
    assert parse("2").as_json() == {"value": 2.0}
    assert parse("1.5..2").as_json() == {"low": 1.5, "high": 2.0}
    assert parse("5..@90%").as_json() == {"low": 5.0, "high": None, "confidence": 0.9}


@given(st.floats(0.1, 50), st.floats(1.0, 1.5))
def test_point_within_the_interval_is_easy(low: float, ratio: float) -> None:
    """Noise of the measurement never counts against the learner."""
    high = low * ratio
    assert score(parse(f"{(low + high) / 2:.9f}"), low * 0.999999, high * 1.000001) == (0.0, Rating.EASY)


def test_points_are_rated_by_distance_and_direction() -> None:
    """Off by more than a factor of two, or in the wrong direction, is Again."""
    points = {"2": "easy", "2.6": "good", "3.4": "hard", "5": "again", "0.9": "again"}
    assert {p: str(score(parse(p), 1.9, 2.1)[1]) for p in points} == points
    assert score(parse("3"), 1.9, 2.0)[0] == pytest.approx(log(1.5))


def test_intervals_are_rated_by_hit_and_width() -> None:
    """A wide interval is easy to hit."""
    intervals = {"1.5..2.2": "easy", "1..3": "good", "0.5..5": "hard", "3..4": "again", "2.2..2.5": "hard"}
    assert {p: str(score(parse(p), 1.9, 2.1)[1]) for p in intervals} == intervals


def test_choices_are_rated_by_the_confidence_in_the_right_one() -> None:
    """The error is the Brier score."""
    choices = {"1.25..2@50%": "hard", "1.25..2@70%": "good", "1.25..2@95%": "easy", "2.5..5@50%": "again"}
    assert {p: str(score(parse(p), 1.9, 2.1)[1]) for p in choices} == choices
    assert score(parse("1.25..2@70%"), 1.9, 2.1)[0] == pytest.approx(0.09)
    assert score(parse("2.5..5@70%"), 1.9, 2.1)[0] == pytest.approx(0.49)


def test_bins_cover_all_values() -> None:
    """Both ends are open."""
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
def test_point_on_a_bound_has_the_better_rating(low: float, high: float, measured: float, rating: Rating) -> None:
    """Off by a factor of exactly 2, 1.5 or 1.15; and above 1 where 0.9 is measured."""
    assert score(Prediction(form="point", low=low, high=high), measured, measured)[1] is rating


def test_interval_on_the_bound_is_hard() -> None:
    """A factor of 1.25 from the measurement."""
    assert score(Prediction(form="interval", low=1.25, high=1.5), 1.0, 1.0)[1] is Rating.HARD


def point(value: float) -> Prediction:
    """Return a prediction of one number."""
    return Prediction(form="point", low=value, high=value)


def rated(prediction: Prediction, low: float, high: float) -> str:
    """Return the rating of a prediction."""
    return str(score(prediction, low, high)[1])


@pytest.mark.parametrize(
    ("predicted", "low", "high", "rating"),
    [
        (1.0, 1.2, 1.3, "good"), (0.99, 1.1, 1.2, "easy"), (0.99, 1.11, 1.2, "again"), (1.2, 0.9, 1.0, "good"),
        (1.0, 0.8, 0.89, "easy"), (1.01, 0.8, 0.89, "again"), (1.9, 0.8, 0.89, "again"), (1.05, 0.7, 0.89, "again"),
    ],
)  # fmt: skip
def test_wrong_direction_is_again(predicted: float, low: float, high: float, rating: str) -> None:
    """Predicted faster but clearly slower, or the other way round."""
    assert rated(point(predicted), low, high) == rating


@pytest.mark.parametrize(
    ("factor", "below", "above"), [(2.0, "hard", "again"), (1.5, "good", "hard"), (1.15, "easy", "good")]
)
def test_rating_of_a_point_changes_at_each_factor(factor: float, below: str, above: str) -> None:
    """By the log distance from the nearer end of the measurement."""
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
def test_rating_of_an_interval_by_width_and_distance(low: float, high: float, error: float, rating: str) -> None:
    """Touching an end of the measurement is a hit."""
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
def test_rating_of_a_choice_by_confidence(low: float, high: float, sure: float, brier: float, rating: str) -> None:
    """Touching an end of the measurement is a hit."""
    found = score(Prediction(form="choice", low=low, high=high, confidence=sure), 8, 10)
    assert found == (pytest.approx(brier), rating)


@pytest.mark.parametrize(
    ("text", "sure"), [("2..@0", 0), ("2..@0%", 0), ("2..@1", 1), ("2..@1%", 0.01), ("2..@1.5", 0.015), ("2..@100", 1)]
)
def test_confidence_is_a_fraction_or_percent(text: str, sure: float) -> None:
    """Above 1 it can only be percent."""
    assert parse(text) == Prediction(form="choice", low=2.0, high=inf, confidence=sure)


@pytest.mark.parametrize("text", ["2..@101", "2..@-1", "2..@", "2..@x"])
def test_invalid_confidence_is_refused(text: str) -> None:
    """With the expected form."""
    with pytest.raises(ValueError, match=r"^a confidence goes from 0% to 100%, such as 2\.\.4@80%$"):
        parse(text)


def test_interval_may_be_a_point_but_not_descending() -> None:
    """From low to high."""
    assert parse("2..2") == Prediction(form="interval", low=2.0, high=2.0)
    with pytest.raises(ValueError, match=r"^an interval goes from low to high, such as 1\.5\.\.2$"):
        parse("2..1.9")
    assert parse(1.5) == point(1.5)


@pytest.mark.parametrize(("given", "rating"), [("1", Rating.EASY), ("0.3", Rating.EASY), ("5", Rating.AGAIN)])
def test_a_prediction_of_a_figure_that_was_zero_is_compared_with_the_least(given: str, rating: Rating) -> None:
    """Nothing was lost: up to 1 percent is right."""
    assert score(parse(given), 0.0, 0.0, least=1.0)[1] is rating


@pytest.mark.parametrize("given", ["0", "0%", "0..1", "0..2@80%", 0])
def test_nothing_is_a_prediction_of_a_share_and_not_of_a_ratio(given: object) -> None:
    """A share of lost updates can be 0."""
    assert score(parse(given, from_zero=True), 0.0, 0.0, least=1.0)[1] in (Rating.GOOD, Rating.EASY)
    with pytest.raises(ValueError, match="a number over 0"):
        parse(given)
    with pytest.raises(ValueError, match="a number from 0"):
        parse("none", from_zero=True)
