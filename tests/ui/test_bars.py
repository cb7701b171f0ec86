"""Bars of characters on one scale."""

from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from quizapp.core.figures import NO_BREAK
from quizapp.ui.bars import FULL, WIDTH, bar, comparison, span

FIGURES = st.floats(0, 1e6)


def plain(text: Text) -> str:
    """Return a text as the console draws it."""
    return text.plain.replace(NO_BREAK, " ")


@given(FIGURES, FIGURES, st.integers(1, 80))
def test_a_bar_is_as_long_as_its_value(value: float, most: float, width: int) -> None:
    """The greatest value fills the width; only 0 has no mark at all."""
    assert bar(most, most, width, "#") == ("#" * width if most else "")
    drawn = bar(min(value, most), most, width, "#")
    assert len(drawn) <= width and bool(drawn) == (min(value, most) > 0)


@given(FIGURES, FIGURES, st.integers(1, 80))
def test_a_span_is_never_invisible(low: float, high: float, width: int) -> None:
    """However narrow it is, and wherever it begins."""
    low, high = min(low, high), max(low, high)
    drawn = span(low, high, max(high, 1.0), width)
    assert FULL in drawn and len(drawn) <= width


def test_a_prediction_is_drawn_on_the_scale_of_its_measurement() -> None:
    """A point from 0, a range where it lies; without a prediction only the measurement."""
    point = plain(comparison((1.0, 1.0), 2.0, (1.9, 2.0), "times"))
    assert point == (f"you       {FULL * (WIDTH // 2)} 1 times\nmeasured  {FULL * WIDTH} 2 times  (1.9 to 2)")
    ranged = plain(comparison((1.0, 2.0), 2.0, (1.9, 2.0), "times")).splitlines()[0]
    assert ranged == f"you       {' ' * (WIDTH // 2)}{FULL * (WIDTH // 2)} 1 to 2 times"
    assert plain(comparison(None, 2.0, (1.9, 2.0), "times")).startswith("measured")


@given(FIGURES, FIGURES, st.integers(60, 200))
def test_a_comparison_fits_into_the_width(guess: float, value: float, width: int) -> None:
    """Figures are written without exponents; where they leave no room for bars, there are none."""
    lines = plain(comparison((guess, guess), value, (value, value), "times", width)).splitlines()
    assert all(len(line) <= width for line in lines)
    assert not any("e+" in line for line in lines)


def test_a_narrow_comparison_has_figures_alone() -> None:
    """On a screen of 40 columns."""
    lines = plain(comparison((1.0, 1.0), 2.0, (1.9, 2.0), "messages/s", 40)).splitlines()
    assert lines == ["you 1 messages/s", "measured 2 messages/s  (1.9 to 2)"]
