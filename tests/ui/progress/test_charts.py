"""What the tabs of the progress report are drawn with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from quizapp.core.statistics.retention import Bin, Recalled
from quizapp.ui.progress.charts import SPARKS, bars, day_name, edges, share, spark, style_of


def test_bars_are_aligned_and_have_their_figures() -> None:
    """Labels are flush right; the longest bar has the full width, and 0 has none."""
    lines = [
        line.plain for line in bars([("a", 4, "4"), ("bcd", 1, "1"), ("e", 0, "none")], 8) if isinstance(line, Text)
    ]
    assert lines == ["  a  ████████ 4", "bcd  ██ 1", "  e   none"]


@given(st.lists(st.floats(0, 1e9), max_size=60))
def test_a_sparkline_has_a_character_for_each_value(values: list[float]) -> None:
    """The greatest is the tallest, and only 0 is a dot."""
    drawn = spark(values)
    assert [mark == "·" for mark in drawn] == [not value for value in values]
    if any(values):
        assert drawn[values.index(max(values))] == SPARKS[-1]


def test_shares_and_ranges_in_words() -> None:
    """Without reviews there is no share; the last bin is open."""
    assert (share(Recalled(4, 3)), share(Recalled(0, 0))) == ("75% of 4", "none yet")
    assert (edges(Bin(1, 3, 0), " d"), edges(Bin(365, None, 0), " d")) == ("1 to 3 d", "365 d and more")
    assert day_name("2026-03-02") == "Mon 02 Mar"


@pytest.mark.parametrize(
    ("chance", "style"), [(None, "dim"), (0.9, "green"), (0.89, "yellow"), (0.7, "yellow"), (0.69, "red")]
)
def test_a_colour_follows_the_chance_of_recall(chance: float | None, style: str) -> None:
    """Each threshold, and just below it."""
    assert style_of(chance) == style
