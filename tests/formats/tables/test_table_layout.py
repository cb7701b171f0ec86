"""The width of a table without a header."""

from quizapp.formats.tables.rows import Head
from quizapp.formats.tables.table_layout import table_of


def test_lines_without_a_second_field_do_not_make_a_table_narrower() -> None:
    """Headings between the rows may be more than the rows of any one width."""
    fields = [["a", "b"], ["Chapter 1"], ["c", "d", "e"], ["Chapter 2"], ["f", "g", "h"], ["Chapter 3"]]
    assert table_of(Head(), list(enumerate(fields, start=1)), "\t").width == 3
