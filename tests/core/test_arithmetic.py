"""The closed little arithmetic."""

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
