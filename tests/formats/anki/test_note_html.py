"""Pictures in the HTML of Anki's fields."""

import pytest

from quizapp.formats.anki.note_html import html_of


@pytest.mark.parametrize(
    ("media", "shown"),
    [
        (("x.png",), "x.png"),
        (("x-1a2b3c4d.png",), "x-1a2b3c4d.png"),  # one of several files of that name
        (("x-1a2b3c4d.png", "y.png"), "x-1a2b3c4d.png"),
        (("x-1a2b3c4d.png", "x-5a6b7c8d.png"), "img/a/x.png"),  # nobody knows which
        (("x-other.png",), "img/a/x.png"),
    ],
)
def test_a_picture_has_the_name_of_its_file(media: tuple[str, ...], shown: str) -> None:
    """The text calls it by its folder, which a package does not have."""
    assert html_of("Two ![](img/a/x.png)?", media) == f'Two <img src="{shown}">?'
