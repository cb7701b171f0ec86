"""The expressions of expectations."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.expressions import MOST_CHARACTERS, MOST_DEPTH, check, check_comparison, evaluate, matches, names_in

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
def test_values_of_expressions(expression: str, value: float) -> None:
    """Everything that an expectation may contain."""
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
    """No names, attributes or powers, and only a few calls."""
    with pytest.raises(ValueError, match=r"."):
        evaluate(expression, FACTS)


@given(st.text(max_size=60))
def test_any_text_gives_a_number_or_a_value_error(text: str) -> None:
    """No other exception is raised."""
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
        ("1 if cores > 2 else 5", 5.0), ("1 if cores > 1 else 5", 1.0), ("cores > 1 and cores > 2", 0.0),
        ("cores > 1 or cores > 2", 1.0), ("cores > 3 or cores > 4", 0.0), ("cores > 1 and cores < 3", 1.0),
        ("not cores", 0.0), ("max(1, min(cores, 7)) * -3", -6.0),
    ],
)  # fmt: skip
def test_logic_and_conditions(expression: str, value: float) -> None:
    """Both results of each."""
    assert evaluate(expression, {"cores": 2.0}) == value


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("cors + 1", "`cors` is not known; known are: cores, workers"),
        (
            "cores.real",
            "only numbers, names, + - * /, comparisons, and/or/not, if/else, min() and max() are understood",
        ),
        ("1 +", "this is not arithmetic"),
    ],
)
def test_error_of_an_expression_is_readable(expression: str, said: str) -> None:
    """As an author reads it in a deck's problem."""
    assert check(expression, ["workers", "cores"]) == said


def test_depth_and_length_are_limited() -> None:
    """At the limit and beyond it."""

    def nested(depth: int) -> str:
        return "-" * depth + "1"

    assert abs(evaluate(nested(MOST_DEPTH), {})) == 1.0
    with pytest.raises(ValueError, match=r"."):
        evaluate(nested(MOST_DEPTH + 1), {})
    assert evaluate("1" + " " * (MOST_CHARACTERS - 1), {}) == 1.0
    with pytest.raises(ValueError, match=r"."):
        evaluate("1" + " " * MOST_CHARACTERS, {})


def test_division_by_zero_is_no_error_of_the_expression() -> None:
    """With other numbers it may have a value."""
    assert check("1 / (cores - 1)", ["cores"]) is None
    assert check("cores + workers", ["cores", "workers"]) is None


def test_evaluation_without_a_value_has_a_reason() -> None:
    """For whoever evaluates it with a machine's facts."""
    why = "it has no value here: a division by zero, a number too large, or min() of one thing"
    with pytest.raises(ValueError, match=f"^{re.escape(why)}$"):
        evaluate("1 / (cores - 2)", FACTS)


def test_comparisons_allow_only_given_names() -> None:
    """The end of a range may begin with its decimal point."""
    assert check_comparison("<= x") == "`x` is not known; known are: "
    assert check_comparison("x..2") == check_comparison("1..x") == "`x` is not known; known are: "
    assert matches("0...5", 0.4)
    assert not matches("0...5", 0.6)


@pytest.mark.parametrize(
    ("comparison", "value", "holds"),
    [
        ("<= cores", 2.0, True), ("<= cores", 2.1, False), (">= cores", 2.0, True), (">= cores", 1.9, False),
        ("< cores", 2.0, False), ("< cores", 1.9, True), ("> cores", 2.0, False), ("> cores", 2.1, True),
        ("== cores", 2.0, True), ("== cores", 2.1, False), ("1..cores", 1.0, True), ("1..cores", 2.0, True),
        ("1..cores", 0.9, False), ("1..cores", 2.1, False), ("cores..3", 2.0, True), ("cores..3", 1.9, False),
    ],
)  # fmt: skip
def test_comparisons_with_facts(comparison: str, value: float, holds: bool) -> None:
    """Both ends belong to a range."""
    assert matches(comparison, value, {"cores": 2.0}) is holds


@pytest.mark.parametrize("text", ["2", "=> 2", "1 2", ""])
def test_invalid_comparison_has_the_expected_form(text: str) -> None:
    """As in the deck's problem."""
    assert check_comparison(text) == "write a comparison such as `<= 1`, or a range such as `0.9..1.1`"
    assert check_comparison("<= 1") is check_comparison("0.9..1.1") is None


def test_names_are_those_of_facts() -> None:
    """Not those of functions."""
    assert names_in("min(workers, cores) if not gil else 2 * max(n, 1)") == {"workers", "cores", "gil", "n"}
    assert names_in("1.5") == frozenset()
    with pytest.raises(ValueError, match="not arithmetic"):
        names_in("about 1")
