"""Charts as inline SVG."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.statistics.habit import StudyDay
from quizapp.core.statistics.retention import PeriodRetention
from quizapp.pages.svg import HEIGHT, WIDTH, Table, bars, calendar, figure, shares, shown, table

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
    """53 weeks at most, a square for each day."""
    days = [StudyDay("2026-03-01", 1, 60.0, 1), StudyDay("2026-03-02", 40, 600.0, 30)]
    squares = ElementTree.fromstring(f"<svg>{calendar(days, '2026-03-02')}</svg>").findall("rect")
    assert [each.attrib["class"] for each in squares[-2:]] == ["l1", "l4"]
    assert squares[-1].findtext("title") == "2026-03-02: 40 reviews, 10 min"
    assert {each.attrib["class"] for each in squares[:-2]} == {"l0"}


def test_a_figure_has_its_numbers_in_a_table() -> None:
    """Escaped; None is a dash; opened only where that is wanted."""
    numbers = Table(("day", "<b>"), [("2026-03-02", None), ("x", 1.5)])
    page = figure("A & B", "Told.", "", numbers)
    assert "A &amp; B" in page and "&lt;b&gt;" in page and "<td>–</td>" in page
    assert "<details>" in table(numbers) and "<details open>" in table(numbers, opened=True)
    assert (shown(None), shown(2.0), shown("<")) == ("–", "2", "&lt;")
