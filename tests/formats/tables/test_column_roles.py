"""What the names of columns mean, and which row is a header."""

import pytest

from quizapp.formats.tables.column_roles import layout_of


@pytest.mark.parametrize(
    ("names", "is_header"),
    [
        (["English", "German"], True),
        (["English", "German", "lesson x"], True),
        (["lesson x", "English", "German"], False),
        (["English", "lesson x", "German"], False),
        (["English", "", "German"], True),
        (["English", "lesson x"], False),
    ],
)
def test_languages_make_a_header_in_front_or_alone(names: list[str], is_header: bool) -> None:
    """Elsewhere they may be words of a first row."""
    assert (layout_of(names) is not None) == is_header
