"""Text in encodings that lack characters."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.ui.encoding import make_printable


def written(text: str, encoding: str) -> str:
    """Return what a stream of an encoding holds after a text was written."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    make_printable(stream)
    stream.write(text)
    stream.flush()
    return stream.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]


@given(st.text(), st.sampled_from(["ascii", "iso-8859-1", "koi8-r", "shift_jis", "utf-8"]))
def test_any_text_can_be_written(text: str, encoding: str) -> None:
    """Lone surrogates included, which even UTF-8 lacks."""
    found = written(text, encoding)
    if text.isascii():
        assert found == text


@pytest.mark.parametrize(
    ("text", "alike"),
    [("█▄ … “a” – é ☃", '#: ... "a" - e ?'), ("Łódź", "?odz"), ("e\u0301", "e"), ("½", "1/2")],
)
def test_what_is_missing_is_replaced_by_what_looks_alike(text: str, alike: str) -> None:
    assert written(text, "ascii") == alike
