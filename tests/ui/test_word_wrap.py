"""Plain text wrapped at words."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from quizapp.ui.word_wrap import wrapped

TEXT = st.text(st.sampled_from("ab cd 漢字 é-👍"), max_size=80)


@given(TEXT, st.integers(4, 60), st.none() | st.integers(0, 40))
def test_no_piece_is_wider_than_the_terminal_and_no_letter_is_lost(text: str, width: int, hang: int | None) -> None:
    pieces = list(wrapped(text, width, hang))
    assert all(cell_len(piece) <= width for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_lines_break_at_words_and_hang() -> None:
    assert list(wrapped("name  value and some more words", 20, 6)) == ["name  value and some", "      more words"]
    assert list(wrapped("  hint: one two three four", 16)) == ["  hint: one two", "    three four"]
    assert list(wrapped("short", 16)) == ["short"]
    assert list(wrapped("漢字漢字漢字", 5, 0)) == ["漢字", "漢字", "漢字"]
