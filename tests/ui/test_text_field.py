"""Editing keys in a line of text."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.ui.key_sequences import Pasted
from quizapp.ui.text_field import EDITING, TextField, edited

FIELDS = st.text(max_size=12).flatmap(
    lambda text: st.integers(0, len(text)).map(lambda cursor: TextField(text, cursor))
)
PRESSED = st.sampled_from(sorted(EDITING)) | st.characters().filter(str.isprintable) | st.text().map(Pasted)


def after(field: TextField, *keys: str) -> TextField:
    """Return the field after keys that all have a meaning in it."""
    for pressed in keys:
        changed = edited(field, pressed)
        assert changed is not None
        field = changed
    return field


@given(FIELDS, PRESSED)
def test_the_cursor_stays_within_the_text(field: TextField, pressed: str) -> None:
    changed = after(field, pressed)
    assert 0 <= changed.cursor <= len(changed.text)


@given(FIELDS.filter(lambda field: not field.before.endswith("\u200d")), st.characters(categories=["L", "N", "P"]))
def test_a_typed_letter_goes_in_at_the_cursor_and_out_again(field: TextField, letter: str) -> None:
    typed = after(field, letter)
    assert typed.text == field.before + letter + field.after
    assert after(typed, "backspace") == field


@given(FIELDS)
def test_moves_change_no_text_and_end_at_both_ends(field: TextField) -> None:
    for pressed in ("left", "right", "home", "end", "ctrl-left", "ctrl-right", "ctrl-a", "ctrl-e"):
        assert after(field, pressed).text == field.text
    assert after(field, *["left"] * 12).cursor == 0
    assert after(field, *["ctrl-right"] * 12).cursor == len(field.text)


def test_words_are_moved_over_and_cut() -> None:
    field = TextField("one, two three", 14)
    assert after(field, "ctrl-left").cursor == 9
    assert after(field, "ctrl-left", "ctrl-left", "ctrl-left").cursor == 0
    assert after(field, "ctrl-w") == TextField("one, two ", 9)
    assert after(field, "ctrl-left", "ctrl-u") == TextField("three", 0)
    assert after(field, "home", "ctrl-delete") == TextField(", two three", 0)
    assert after(field, "ctrl-a", "ctrl-k") == TextField("", 0)


def test_an_accent_and_a_joined_emoji_are_one_step() -> None:
    family = "\U0001f469\u200d\U0001f467"
    assert after(TextField("e\u0301x", 3), "left", "backspace") == TextField("x", 0)
    assert after(TextField(family, 3), "backspace") == TextField("", 0)
    assert after(TextField(family + "x", 0), "right").cursor == 3


def test_other_keys_have_no_meaning_in_a_text() -> None:
    assert all(edited(TextField("a", 1), pressed) is None for pressed in ("esc", "enter", "tab", "f1", "\x00"))
