"""The keys at the end of the screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.settings.keymap import COMMANDS, keymap
from quizapp.ui.footer import CommandKeys, command_line

ALL = tuple(COMMANDS)


@given(st.sets(st.sampled_from(ALL)), st.integers(30, 200), st.booleans())
def test_a_line_of_commands_fits_and_always_has_a_way_out(names: set[str], width: int, typing: bool) -> None:
    """The keys page and quitting are never left out; the order is that of the table."""
    chosen = tuple(name for name in ALL if name in names | {"keys", "quit"})
    line = command_line(CommandKeys(names=chosen, typing=typing), {}, width)
    assert len(line) <= width
    assert "? keys" in line and "q quit" in line
    shown = [name for name in ALL if f" {name}" in f"{line} ".replace("Esc ", " ")]
    assert shown == sorted(shown, key=ALL.index)


def test_where_text_is_typed_each_key_needs_esc() -> None:
    """And where a letter picks an option, that key alone."""
    assert command_line(CommandKeys(names=("undo", "quit"), typing=True), {}, 80) == "Esc u undo  Esc q quit"
    assert command_line(CommandKeys(names=("bury", "quit"), taken="abc"), {}, 80) == "Esc b bury  q quit"


@pytest.mark.parametrize(
    ("own", "line"),
    [
        ("", "u undo  s suspend"),
        ("undo=z", "z undo  s suspend"),
        ("bury=s", "u undo"),  # s buries now, and no key suspends
        ("bury=s suspend=x", "u undo  x suspend"),
    ],
)
def test_the_learner_s_own_keys_are_shown(own: str, line: str) -> None:
    """A command without a key is not shown."""
    assert command_line(CommandKeys(names=("undo", "suspend")), keymap(own), 80) == line
