"""Numbers as a reader wants them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.figures import NO_BREAK, figure, with_kept_unit, with_unit


@given(st.floats(1e-6, 1e12))
def test_a_figure_has_three_digits_and_no_exponent_above_one(value: float) -> None:
    """It is near its value."""
    text = figure(value)
    assert "e+" not in text
    assert abs(float(text.replace(",", "")) / value - 1) < 0.06


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.00006, "s", "0.06 ms"), (1.44, "s", "1.44 s"), (1440.0, "ms", "1.44 s"), (60.0, "% lost", "60% lost"),
        (144_321.0, "messages/s", "144,000 messages/s"), (0.0, "ms", "0 ms"), (2.0, "", "2"),
    ],
)  # fmt: skip
def test_units_fit_their_values(value: float, unit: str, text: str) -> None:
    """Seconds and milliseconds change into each other."""
    assert with_unit(value, unit).replace(NO_BREAK, " ") == text


@pytest.mark.parametrize(
    ("text", "unit", "kept"),
    [
        ("2 times (1 to 3) times", "times", "2~times (1 to 3)~times"), ("1 to 5 s seen", "s", "1 to 5~s seen"),
        ("60 ms late", "ms late", "60~ms~late"), ("2 of them", "", "2 of them"), (r"2 \d", r"\d", r"2~\d"),
    ],
)  # fmt: skip
def test_no_line_is_broken_before_a_unit_or_within_it(text: str, unit: str, kept: str) -> None:
    """Other spaces stay, also before words that begin as the unit does."""
    assert with_kept_unit(text, unit) == kept.replace("~", NO_BREAK)
