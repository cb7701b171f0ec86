"""Texts that fit into cells."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from quizapp.ui.fitted import fitted, padded

TEXTS = st.text(st.sampled_from("abc äß漢字🙂"), max_size=20)


@given(TEXTS, st.integers(0, 30))
def test_no_text_is_wider_than_its_room(text: str, width: int) -> None:
    assert cell_len(fitted(text, width)) <= width
    assert cell_len(padded(text, width)) == width
    assert (fitted(text, width) == text) == (cell_len(text) <= width)


def test_a_cut_is_marked() -> None:
    assert fitted("abcdef", 4) == "abc…"
    assert fitted("漢字漢字", 4) == "漢…"
