"""Picking one entry of a list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from screens import SIZES, TerminalScreen

from quizapp.ui.picker import Choice, Entry, found_entries, moved

ENTRIES = [
    Entry(group="Process", name="start-up", text="How long does a process take?", state="proved"),
    Entry(group="Threads", name="switches", text="How many?", state="not tried"),
    Entry(group="Threads", name="stack", text="How much memory?", state="not tried"),
]
KEYS = st.sampled_from(["up", "down", "pgup", "pgdn", "home", "end", "tab", "a", "backspace", "space", "f1", "left"])


def test_every_word_of_a_search_has_to_be_there() -> None:
    assert found_entries(ENTRIES, "") == [0, 1, 2]
    assert found_entries(ENTRIES, "threads HOW") == [1, 2]
    assert found_entries(ENTRIES, "proved") == [0]
    assert found_entries(ENTRIES, "threads proved") == []


@given(st.lists(KEYS), st.integers(0, 30))
def test_an_entry_is_marked_whatever_is_pressed(keys: list[str], count: int) -> None:
    choice = Choice()
    for pressed in keys:
        choice = moved(choice, pressed, count, page=5)
        assert 0 <= choice.at < max(1, count)


def test_another_search_marks_the_first_entry() -> None:
    choice = moved(Choice(), "down", 3, page=5)
    assert choice.at == 1
    assert moved(choice, "s", 3, page=5).at == 0


@pytest.mark.file
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_search_keeps_the_marked_entry_in_sight(environ: dict[str, str], size: tuple[int, int]) -> None:
    """No line is wider or higher than the window, and Esc leaves without a choice."""
    screen = TerminalScreen(environ, "prove", size=size)
    assert "not tried" in " ".join(screen.shows("Prove a claim"))
    screen.press("cpu-bound").shows("> cpu-bound-speedup")
    lines = screen.press("\x1b[B").shows("> cpu-bound-threads")
    assert "Threads" in [line.strip() for line in lines]
    assert max(map(len, lines)) <= size[0] and len(lines) <= size[1]
    assert "cpu-bound" not in screen.close()


@pytest.mark.file
def test_states_are_in_one_column_whatever_the_names(environ: dict[str, str]) -> None:
    """Also beside a name that is longer than the column before it."""
    screen = TerminalScreen(environ, "learn", size=(80, 60))
    lines = screen.shows("Thread-local data and context variables")
    assert len({line.index("· first") for line in lines if "· first" in line}) == 1
    screen.close()
