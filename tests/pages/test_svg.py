"""Charts as inline SVG."""

from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.statistics.habit import StudyDay
from quizapp.core.statistics.retention import PeriodRetention
from quizapp.pages.svg import (
    HEIGHT,
    WEEKS,
    WIDTH,
    Table,
    bars,
    calendar,
    day_label,
    figure,
    shares,
    shown,
    table,
    ticks,
)

TEXT = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Cn"]), max_size=20)


@given(st.lists(st.tuples(TEXT, st.floats(0, 1e6), TEXT), max_size=40))
def test_bars_are_well_formed_and_inside_the_chart(values: list[tuple[str, float, str]]) -> None:
    """Whatever the labels, a bar for each value."""
    root = ElementTree.fromstring(f"<svg>{bars(values)}</svg>")
    drawn = root.findall("rect")
    assert len(drawn) == len(values)
    for each in drawn:
        assert 0 <= float(each.attrib["x"]) <= WIDTH and 0 <= float(each.attrib["y"]) <= HEIGHT
    assert [each.findtext("title") or "" for each in drawn] == [hover for _, _, hover in values]


def test_a_share_with_few_reviews_is_drawn_hollow() -> None:
    """So that it is not trusted as much as the others."""
    rows = [
        PeriodRetention(50, 45, 0.8, 0.95, False, "2026-02-23"),
        PeriodRetention(3, 3, 0.4, 1.0, True, "2026-03-02"),
    ]
    root = ElementTree.fromstring(f"<svg>{shares(rows, 0.9)}</svg>")
    assert [each.attrib["class"] for each in root.iter("circle")] == ["dot", "few"]


def test_the_calendar_ends_today_and_is_darker_with_more_reviews() -> None:
    """A square for each day of half a year; the busiest day is the darkest."""
    days = [StudyDay("2026-03-01", 1, 60.0, 1), StudyDay("2026-03-02", 40, 600.0, 30)]
    root = ElementTree.fromstring(f"<svg>{calendar(days, '2026-03-02')}</svg>")
    squares = root.findall("rect")
    assert len(squares) == 26 * 7 + 1
    assert [each.attrib["class"] for each in squares[-2:]] == ["l1", "l4"]
    assert squares[-1].findtext("title") == "2026-03-02: 40 reviews, 10 min"
    assert {each.attrib["class"] for each in squares[:-2]} == {"l0"}
    assert [each.text for each in root.findall("text")][:3] == ["Sep", "Oct", "Nov"]


def test_two_calendars_are_a_year_without_a_gap() -> None:
    """The earlier one ends on the day before the later one begins."""
    late, early = (ElementTree.fromstring(f"<svg>{calendar([], '2026-03-04', back)}</svg>") for back in (0, WEEKS))
    days = [(each.findtext("title") or "").split(":")[0] for root in (early, late) for each in root.findall("rect")]
    dates = [date.fromisoformat(day) for day in days]
    assert dates == [dates[0] + timedelta(days=number) for number in range(len(dates))]
    assert len(dates) > 365 and days[-1] == "2026-03-04"


@given(st.floats(1e-6, 1e9))
def test_an_axis_has_a_few_round_numbers(most: float) -> None:
    """From 0 up to at least the greatest value, in equal steps."""
    found = ticks(most)
    assert 2 <= len(found) <= 5
    assert found[0] == 0 and found[-1] >= most * (1 - 1e-9) and found[-2] < most
    assert all(b - a == pytest.approx(found[1]) for a, b in pairwise(found))
    assert f"{found[1]:.0e}"[0] in "1235"  # 2.5 is rounded
    assert ticks(0)[0] == 0 and len(ticks(0)) == 2


@given(st.lists(st.dates(date(2020, 1, 1), date(2030, 1, 1)), min_size=1, max_size=400))
def test_labels_neither_overlap_nor_leave_the_chart(days: list[date]) -> None:
    """However many columns there are."""
    root = ElementTree.fromstring(f"<svg>{bars([(day_label(day.isoformat()), 1, '') for day in days])}</svg>")
    labels = [each for each in root.findall("text") if each.attrib["text-anchor"] == "middle"]
    ends = [
        (float(each.attrib["x"]) - len(each.text or "") * 3.75, float(each.attrib["x"]) + len(each.text or "") * 3.75)
        for each in labels
    ]
    assert labels and ends[0][0] >= 0 and ends[-1][1] <= WIDTH
    assert all(left[1] < right[0] for left, right in pairwise(ends[:-1]))


def test_a_figure_has_its_numbers_in_a_table() -> None:
    """Escaped; None is a dash; opened only where that is wanted."""
    numbers = Table(("day", "<b>"), [("2026-03-02", None), ("x", 1.5)])
    page = figure("A & B", "Told.", "", numbers)
    assert "A &amp; B" in page and "&lt;b&gt;" in page and ">–</td>" in page
    assert "<details>" in table(numbers) and "<details open>" in table(numbers, opened=True)
    assert (shown(None), shown(2.0), shown("<")) == ("–", "2", "&lt;")
