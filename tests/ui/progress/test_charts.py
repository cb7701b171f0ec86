"""What the tabs of the progress report are drawn with."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from quizapp.core.statistics.retention import Bin, Recalled
from quizapp.ui.progress.charts import (
    SPARKS,
    bars,
    day_name,
    edges,
    rating_bars,
    share,
    share_axis,
    share_line,
    shortened,
    spark,
    style_of,
)


def plain(lines: Iterable[object]) -> list[str]:
    """Return the lines without their colours."""
    return [line.plain for line in lines if isinstance(line, Text)]


def test_bars_are_aligned_and_have_their_figures() -> None:
    """Labels are flush right; the longest bar has what labels and figures leave, and 0 has none."""
    lines = bars([("a", 4, "4"), ("bcd", 1, "1"), ("e", 0, "none")], 18)
    assert plain(lines) == ["  a  ████████ 4", "bcd  ██ 1", "  e   none"]


LABEL = st.text(st.sampled_from("abc 日本語한글é"), max_size=8)


@given(st.lists(st.tuples(LABEL, st.floats(0, 1e6), st.just("123")), min_size=1, max_size=9), st.integers(30, 200))
def test_bars_fit_into_their_width_in_cells(rows: list[tuple[str, float, str]], width: int) -> None:
    """Wide characters count two cells; all bars begin in the same one."""
    lines = [line for line in bars(rows, width) if isinstance(line, Text)]
    widest = max(cell_len(label) for label, _, _ in rows)
    assert max(line.cell_len for line in lines) <= width
    begins = {cell_len(line.plain.partition("█")[0]) for line in lines if "█" in line.plain}
    assert begins <= {widest + 2}


def test_a_bar_of_ratings_has_a_part_for_each_in_its_colour() -> None:
    """The longest is as long as there is room; the counts are in columns, in the same colours."""
    lines = rating_bars([("Mon", (1, 0, 10, 1)), ("Tue", (0, 2, 0, 4))], 24)
    assert plain(lines) == ["Mon  ██████████ 1 0 10 1", "Tue  █████      0 2  0 4"]
    first = lines[0]
    assert isinstance(first, Text)
    parts = [
        (str(span.style), span.end - span.start) for span in first.spans if "█" in first.plain[span.start : span.end]
    ]
    assert parts == [("rating.again", 1), ("rating.good", 8), ("rating.easy", 1)]
    assert rating_bars([], 40) == []


@pytest.mark.parametrize(
    ("interval", "recalled", "line"),
    [
        ((0.2, 0.6), 0.4, "  ├─●─┤  ┊ "),
        ((0.5, 1.0), 0.8, "     ├──●┊┤"),
        ((0.9, 0.9), 0.9, "         ● "),
        ((0.0, 0.1), 0.1, "├●       ┊ "),
    ],
)
def test_the_desired_retention_is_a_line_in_the_chart(
    interval: tuple[float, float], recalled: float, line: str
) -> None:
    """The interval with its dot in front of it."""
    assert share_line(interval, recalled, 0.9, 10).plain == line


def test_the_axis_of_shares_has_the_desired_one_below_its_line() -> None:
    """Where there is no room for 100%, that is left out."""
    assert share_axis(40, 0.8, 2).plain == "  0%" + " " * 29 + "80%" + " " * 5 + "100%"
    assert share_axis(14, 0.9, 0).plain == f"{'0%':<12}90%"


def test_a_longer_text_is_shortened_by_cells() -> None:
    """Wide characters count two."""
    assert shortened("日本語日本語", 7).cell_len <= 7
    assert shortened("short", 7).plain == "short"


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
