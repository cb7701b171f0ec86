"""The parser of answers: each front end's text or JSON becomes one value, and is stored as it was given."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.answer import answer_as_json
from quizapp.core.prediction import Prediction
from quizapp.core.question import Entry, Shown
from quizapp.questions.answers import read_answer


@pytest.mark.parametrize(
    ("entry", "answer", "value"),
    [
        ("pick", "a", "a"),
        ("pick", True, True),
        ("picks", "acd", "acd"),
        ("picks", ["a", "c"], ("a", "c")),
        ("text", ["one", "two"], ("one", "two")),
        ("lines", "1\n2", "1\n2"),
        ("reveal", 5, "5"),
        ("prediction", "1.5..2", Prediction(form="interval", low=1.5, high=2.0)),
        ("prediction", 1.8, Prediction(form="point", low=1.8, high=1.8)),
        ("prediction", "2..4@80%", Prediction(form="choice", low=2.0, high=4.0, confidence=0.8)),
    ],
)
def test_input_of_a_front_end_becomes_a_value(entry: Entry, answer: Any, value: Any) -> None:
    """A number where one is asked for; letters and texts elsewhere."""
    assert read_answer(Shown(ask="?", entry=entry), answer) == value


@pytest.mark.parametrize(
    ("entry", "answer", "expected"),
    [
        ("prediction", "soon", "write a number over 0"),
        ("prediction", True, "write a number over 0"),
        ("prediction", ["1", "2"], "write a number over 0"),
        ("text", 5, "an answer is a text, or a list of texts"),
        ("picks", ["a", 1], "an answer is a text, or a list of texts"),
        ("pick", {"letter": "a"}, "an answer is a text, or a list of texts"),
    ],
)
def test_answer_of_the_wrong_form_is_refused(entry: Entry, answer: Any, expected: str) -> None:
    """With what was expected."""
    with pytest.raises(ValueError, match=expected):
        read_answer(Shown(ask="?", entry=entry), answer)


@given(answer=st.text() | st.booleans() | st.lists(st.text(), max_size=4))
def test_answer_is_stored_as_given(answer: Any) -> None:
    """Texts, lists of texts, true and false."""
    assert answer_as_json(read_answer(Shown(ask="?", entry="text"), answer)) == answer


@given(answer=st.sampled_from(["x1.8", " 1,5 .. 2 ", "..4@80", "3 times", 2, 1.25]))
def test_prediction_is_stored_as_written(answer: Any) -> None:
    """With its spaces and signs; a JSON number stays a number."""
    assert answer_as_json(read_answer(Shown(ask="?", entry="prediction"), answer)) == answer
