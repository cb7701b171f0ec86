"""Answers in line mode."""

import io
import sys

import pytest

from quizapp.core.question import Shown
from quizapp.ui.entering import Answered, Command, EntryResult, Revealed
from quizapp.ui.line_mode import INTRODUCTION, LineInput, line_help, take_line


def entered(monkeypatch: pytest.MonkeyPatch, shown: Shown, text: str) -> EntryResult:
    """Return the result of typing lines."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    return take_line(shown, LineInput())


@pytest.mark.parametrize(
    ("shown", "text", "result"),
    [
        (Shown(ask="?", entry="pick", options=("x", "y")), "2\n", Answered("b")),
        (Shown(ask="?", entry="pick", options=("x", "y")), "\n", Revealed()),
        (Shown(ask="?", entry="pick", options=("x", "y")), "undo\n", Command("u")),
        (Shown(ask="?", entry="picks", options=("x", "y")), "B, a\n", Answered("ba")),
        (Shown(ask="?", entry="reveal"), "?\n", Command("?")),
        (Shown(ask="?", entry="text"), "u\n", Answered("u")),
        (Shown(ask="?", entry="text", prompts=("g1", "g2"), slots=2), "a\nb\n", Answered(["a", "b"])),
        (Shown(ask="?", entry="lines"), "a\nb\n\n", Answered("a\nb")),
        (Shown(ask="?", entry="lines"), "\n", Revealed()),
        (Shown(ask="?", entry="prediction"), "1.5..2\n", Answered("1.5..2")),
    ],
)
def test_lines_give_an_answer_a_reveal_or_a_command(
    monkeypatch: pytest.MonkeyPatch, shown: Shown, text: str, result: EntryResult
) -> None:
    """Letters, digits, text, and commands by their names."""
    assert entered(monkeypatch, shown, text) == result


def test_end_of_input_ends_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """As q does."""
    with pytest.raises(EOFError):
        entered(monkeypatch, Shown(ask="?", entry="text"), "")


def test_every_kind_of_entry_has_a_prompt() -> None:
    """How commands are given is said once, at the start."""
    entries = ("reveal", "pick", "picks", "sequence", "text", "lines", "prediction")
    helps = [line_help(Shown(ask="?", entry=entry, options=("x", "y"))) for entry in entries]  # type: ignore[arg-type]
    assert len(set(helps)) == len(entries)
    assert not any("undo" in each for each in helps)
    assert "undo" in INTRODUCTION
