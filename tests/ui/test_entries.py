"""Answers by keys, for every way of entry."""

from collections.abc import Iterable
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from quizapp.core.question import Entry, Shown
from quizapp.ui.entering import Answered, Command, Draft, Entering, EntryResult, Revealed
from quizapp.ui.entries.base import entry_kind, picked
from quizapp.ui.key_sequences import Pasted

PICK = Shown(ask="?", entry="pick", options=("one", "two", "three"))
PICKS = Shown(ask="?", entry="picks", options=("one", "two", "three"))
ORDER = Shown(ask="?", entry="sequence", options=("one", "two"))
TEXT = Shown(ask="?", entry="text")
GAPS = Shown(ask="?", entry="text", prompts=("gap 1", "gap 2"), slots=2)
LINES = Shown(ask="?", entry="lines")
REVEAL = Shown(ask="?", entry="reveal")
POINT = Shown(ask="?", entry="prediction", options=("under 1", "over 1"), values=("..1", "1.."), form="point")


def entered(shown: Shown, keys: Iterable[str], draft: Draft | None = None) -> EntryResult:
    """Return the result of pressing keys one after another."""
    source = iter(keys)

    def draw(lines: list[RenderableType], help_line: str) -> None:
        assert help_line

    return entry_kind(shown.entry).take(
        shown, Entering(lambda own=(): next(source), draw, Draft() if draft is None else draft)
    )


@pytest.mark.parametrize(
    ("shown", "keys", "result"),
    [
        (REVEAL, ["space"], Revealed()),
        (REVEAL, ["enter"], Revealed()),
        (REVEAL, ["u"], Command("u")),
        (PICK, ["b"], Answered("b")),
        (PICK, ["enter", "3"], Answered("c")),
        (PICK, ["space"], Revealed()),
        (PICK, ["esc", "b"], Command("b")),
        (PICK, ["9"], Command("9")),
        (PICKS, ["c", "a", "b", "b", "enter"], Answered("ac")),
        (PICKS, ["enter", "a", "enter"], Answered("a")),
        (PICKS, ["s"], Command("s")),
        (ORDER, ["b", "b", "backspace", "a", "space", "b", "enter"], Answered("ab")),
        (ORDER, ["space"], Revealed()),
        (TEXT, [*"hi", "space", "x", "backspace", "enter"], Answered("hi")),
        (TEXT, ["enter"], Revealed()),
        (TEXT, ["u", "esc", "u"], Command("u")),
        (GAPS, ["a", "enter", "b", "enter"], Answered(["a", "b"])),
        (GAPS, ["a", "enter", "enter"], Answered(["a", ""])),
        (GAPS, ["enter", "b", "enter"], Answered(["", "b"])),
        (GAPS, ["enter", "enter"], Revealed()),
        (GAPS, ["a", "enter", "b", "up", "x", "down", "y", "enter"], Answered(["ax", "by"])),
        (GAPS, ["a", "enter", "backspace", "backspace", "c", "enter", "b", "enter"], Answered(["c", "b"])),
        (TEXT, [*"hello", "home", "x", "delete", "end", "y", "enter"], Answered("xelloy")),
        (TEXT, [*"one", "space", *"two", "ctrl-w", *"2", "ctrl-left", "ctrl-k", "3", "enter"], Answered("one 3")),
        (TEXT, [Pasted("s\nq u"), "enter"], Answered("s q u")),
        (PICK, [Pasted("b")], Command("paste")),
        (LINES, ["a", "enter", "b", "enter", "enter"], Answered("a\nb")),
        (LINES, ["enter"], Revealed()),
        (LINES, [Pasted("a\n  b\n\nc\n"), "enter"], Answered("a\n  b\n\nc")),
        (LINES, ["a", "enter", "c", "up", "enter", "b", "down", "end", "enter", "enter"], Answered("a\nb\nc")),
        (LINES, ["a", "enter", "b", "home", "backspace", "end", "enter", "enter"], Answered("ab")),
        (LINES, ["a", "enter", "b", "up", "end", "delete", "end", "enter", "enter"], Answered("ab")),
        (POINT, [*"1.5x", "z", "enter"], Answered("1.5x")),
        (POINT, [Pasted("about 2.5 x"), "enter"], Answered("2.5 x")),
        (POINT, [*"25", "left", ".", "tab", "tab", "enter"], Answered("2.5")),
        (POINT, ["enter"], Revealed()),
        (POINT, ["tab", "b", "c"], Answered("1..@70%")),
        (POINT, ["tab", "z", "space"], Revealed()),
        (POINT, ["tab", "tab", *"1..2", "enter"], Answered("1..2")),
        (POINT, ["tab", "a", "esc", "q"], Command("q")),
    ],
)
def test_keys_give_an_answer_a_reveal_or_a_command(shown: Shown, keys: list[str], result: EntryResult) -> None:
    """Letters, digits, text, Space, Esc and Tab."""
    assert entered(shown, keys) == result


@given(st.text(max_size=2), st.integers(1, 26))
def test_only_letters_and_digits_of_an_option_pick(pressed: str, count: int) -> None:
    """Everything else picks nothing."""
    labels = "abcdefghijklmnopqrstuvwxyz"[:count]
    letter = picked(pressed, labels)
    assert letter == "" or (
        letter in labels and (pressed.lower() == letter or int(pressed) == labels.index(letter) + 1)
    )


@pytest.mark.parametrize(
    ("shown", "first", "then", "result"),
    [
        (TEXT, [*"hal"], [*"lo", "enter"], Answered("hallo")),
        (GAPS, ["a", "enter", "b"], ["c", "enter"], Answered(["a", "bc"])),
        (LINES, ["a", "enter", "b"], ["enter", "enter"], Answered("a\nb")),
        (PICKS, ["a"], ["c", "enter"], Answered("ac")),
        (ORDER, ["b"], ["a", "enter"], Answered("ba")),
        (POINT, [*"1."], ["5", "enter"], Answered("1.5")),
    ],
)
def test_a_draft_keeps_what_was_entered_before_a_command(
    shown: Shown, first: list[str], then: list[str], result: EntryResult
) -> None:
    draft = Draft()
    assert entered(shown, [*first, "esc", "h"], draft) == Command("h")
    assert entered(shown, then, draft) == result


@pytest.mark.parametrize("name", get_args(Entry))
def test_every_way_of_entering_has_its_module(name: Entry) -> None:
    """And says what to type where answers are lines."""
    assert entry_kind(name).line_help(Shown(ask="?", entry=name, options=("one", "two")))


@pytest.mark.parametrize(("placed", "first"), [("", "  a  one"), ("b", "  1  two")])
def test_an_order_begins_with_what_was_placed_or_with_the_choices(placed: str, first: str) -> None:
    """No empty line is above the first choice before anything is placed."""
    drawn: list[RenderableType] = []

    def draw(lines: list[RenderableType], help_line: str) -> None:
        drawn.extend(lines)

    entry_kind("sequence").take(ORDER, Entering(lambda own=(): "u", draw, Draft(letters=placed)))
    line, *_ = Console(width=40).render_lines(drawn[0], pad=False)
    assert "".join(segment.text for segment in line) == first
