"""Differences between an answer and the right one."""

import json

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.answer_difference import (
    OptionsDifference,
    Part,
    PartsDifference,
    PredictionDifference,
    VariantMedian,
    letters_difference,
    lines_difference,
    options_difference,
    rows_side_by_side,
)
from quizapp.core.prediction import parse

TEXTS = st.text(max_size=20)


@given(TEXTS, TEXTS)
def test_the_pieces_of_both_texts_make_the_texts(given_text: str, expected: str) -> None:
    """Equal pieces are the same in both but for their case."""
    ours, theirs = letters_difference(given_text, expected)
    assert "".join(text for text, _ in ours) == given_text
    assert "".join(text for text, _ in theirs) == expected
    same = ["".join(text for text, is_same in pieces if is_same).casefold() for pieces in (ours, theirs)]
    assert same[0] == same[1]


@given(TEXTS)
def test_equal_texts_have_no_differing_letter(text: str) -> None:
    """Whatever they are."""
    assert all(same for _, same in letters_difference(text, text)[0]) or not text


def test_letters_are_marked_only_where_most_are_equal() -> None:
    """A slip has its letter marked; another word is marked whole."""
    assert letters_difference("proccess", "process") == (
        (("proc", True), ("c", False), ("ess", True)), (("process", True),)
    ) or letters_difference("proccess", "process")[1] == (("proc", True), ("ess", True))  # fmt: skip
    assert letters_difference("thread", "coroutine")[0] == (("thread", False),)


@given(st.lists(TEXTS, max_size=4), st.lists(TEXTS, max_size=4))
def test_outputs_are_compared_line_by_line(ours: list[str], theirs: list[str]) -> None:
    """The longer one decides how many lines there are."""
    found = lines_difference(ours, theirs)
    assert len(found.parts) == max(len(ours), len(theirs))
    assert all(part.right for part in found.parts) == (ours == theirs)


def test_a_factor_is_the_distance_of_the_nearer_ends() -> None:
    """1 where the prediction and the measured interval meet."""

    def factor(text: str) -> float:
        difference = PredictionDifference(predicted=parse(text), value=4.0, low=3.0, high=5.0, unit="times")
        return round(difference.factor, 3)

    assert [factor(text) for text in ("10", "1.5", "4", "1..2", "1..3.5", "2..@80%")] == [2.0, 2.0, 1.0, 1.5, 1.0, 1.0]


def test_every_difference_is_json() -> None:
    """With what was given and what was expected, also where a range is open."""
    options = options_difference(["x"], ["y"], ["x", "y"])
    parts = PartsDifference(of="gaps", parts=(Part(given="a", expected="b", right=False, label="gap 1"),))
    medians = (VariantMedian(variant="thread", value=0.06, unit="ms"),)
    predicted = PredictionDifference(
        predicted=parse("2..@80%"), value=4.0, low=3.0, high=5.0, unit="times", medians=medians
    )
    assert options.as_json()["options"] == [
        {"letter": "a", "picked": True, "right": False}, {"letter": "b", "picked": False, "right": True},
    ]  # fmt: skip
    assert parts.as_json()["parts"] == [{"label": "gap 1", "given": "a", "expected": "b", "right": False}]
    for each in (options, parts, predicted):
        assert "Infinity" not in json.dumps(each.as_json())
    assert predicted.as_json()["medians"] == {"thread": {"value": 0.06, "unit": "ms"}}


def test_a_revealed_question_has_nothing_given() -> None:
    """The right answer stays."""
    assert options_difference(["x"], ["y"], ["x", "y"]).unanswered() == OptionsDifference(
        picked=(False, False), right=(False, True)
    )
    assert lines_difference(["a"], ["b"]).unanswered().parts == (Part(given=None, expected="b", right=False),)


LINES = st.lists(st.sampled_from(["a", "b", "    c", ""]), max_size=8)


@given(LINES, LINES)
def test_rows_hold_every_line_of_both_programs_in_order(one: list[str], two: list[str]) -> None:
    """And equal programs are side by side line for line."""
    rows = rows_side_by_side(one, two)
    assert [left for left, _ in rows if left is not None] == one
    assert [right for _, right in rows if right is not None] == two
    assert rows_side_by_side(one, one) == [(line, line) for line in one]
