"""The closed little arithmetic."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.arithmetic import check, check_comparison, evaluate, matches

FACTS = {"workers": 4.0, "cores": 2.0, "gil": 1.0}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("0.6 * min(workers, cores)", 1.2),
        ("1.25 if gil else 1.1 * workers", 1.25),
        ("-(1 + 2) / 4", -0.75),
        ("max(1, 2, 3) if cores < workers and not 0 else 9", 3.0),
    ],
)
def test_values(expression: str, value: float) -> None:
    """What an expectation may say."""
    assert evaluate(expression, FACTS) == pytest.approx(value)


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os')",
        "workers.real",
        "2 ** 9999",
        "min(workers)()",
        "[1]",
        "'a'",
        "other",
        "1 +",
        "(" * 60,
        "lambda: 1",
        "1/0",
        "",
    ],
)
def test_everything_else_is_refused(expression: str) -> None:
    """No names, attributes, powers or calls but those few."""
    with pytest.raises(ValueError, match=r"."):
        evaluate(expression, FACTS)


@given(st.text(max_size=60))
def test_any_text_gives_a_number_or_a_value_error(text: str) -> None:
    """Nothing else escapes."""
    try:
        assert isinstance(evaluate(text, FACTS), float)
    except ValueError:
        assert check(text, FACTS) is None or check(text, FACTS)


def test_comparisons() -> None:
    """Bounds and ranges of predictions."""
    assert matches("<= 1", 0.9)
    assert not matches("<= 1", 1.1)
    assert matches("0.9..1.1", 1.0)
    assert check_comparison("about 3")
    assert check_comparison(">= 3") is None


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 and 0", 0.0),
        ("0 or 1", 1.0),
        ("2 and 3", 1.0),
        ("0 or 0", 0.0),
        ("1 if 0 else 2", 2.0),
        ("1 if 3 else 2", 1.0),
    ],
)
def test_truth_is_one_or_nought(expression: str, value: float) -> None:
    """A number other than 0 is true, as a condition and in and/or."""
    assert evaluate(expression, {}) == value


def test_limits_belong_to_what_is_allowed() -> None:
    """200 characters and 20 levels are read; one more of either is not."""
    assert evaluate("1".ljust(200), {}) == 1.0
    assert evaluate("-" * 20 + "1", {}) == 1.0
    assert check("1".ljust(201), ()) == "longer than 200 characters"
    assert check("-" * 21 + "1", ()) == "nested too deeply"


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("1 +", "this is not arithmetic"),
        ("x", "`x` is not known; known are: cores, workers"),
        ("[1]", "only numbers, names, + - * /, comparisons, and/or/not, if/else, min() and max() are understood"),
        ("1/0", None), ("1 / (cores - 1)", None), ("workers", None),
    ],
)  # fmt: skip
def test_a_deck_is_told_what_is_wrong(expression: str, said: str | None) -> None:
    """In words; what has no value only with these numbers is nothing wrong."""
    assert check(expression, ("workers", "cores")) == said


def test_what_has_no_value_says_why() -> None:
    """To whoever evaluates it on a machine's facts."""
    why = "it has no value here: a division by zero, a number too large, or min() of one thing"
    with pytest.raises(ValueError, match=f"^{re.escape(why)}$"):
        evaluate("1 / (cores - 2)", FACTS)


def test_comparisons_know_no_names_of_their_own() -> None:
    """And the end of a range may begin with its point."""
    assert check_comparison("<= x") == "`x` is not known; known are: "
    assert check_comparison("x..2") == check_comparison("1..x") == "`x` is not known; known are: "
    assert matches("0...5", 0.4)
    assert not matches("0...5", 0.6)
