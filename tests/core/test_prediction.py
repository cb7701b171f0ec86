"""Predictions: their three forms, and their scores."""

from math import inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.model import Rating
from quizapp.core.prediction import bin_label, bins, parse, score


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
