"""Items of lists that are headings of a concept."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.formats.markdown.list_headings import list_headings

LINE = st.text(st.sampled_from("`~-*: ab\0\x0b\x0c\x1c\x85\u2028\r\t") | st.sampled_from("What it is"), max_size=30)


@given(st.lists(LINE, max_size=20))
def test_any_lines_are_read(lines: list[str]) -> None:
    """Also none at all, and lines with the rarer ends of lines in them."""
    assert all(1 <= each.line <= len(lines) for each in list_headings(lines, 0))


def test_a_document_without_lines_has_no_headings() -> None:
    assert list_headings([], 0) == []
