"""Text of cards and sections on the screen."""

import pytest
from rich.console import Console, RenderableType

from quizapp.ui.text import flowing, prose


def drawn(part: RenderableType, width: int = 40) -> list[str]:
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(part)
    return [line.rstrip() for line in capture.get().splitlines()]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one\ntwo", ["one", "two"]),
        ("**one**\ntwo\n`three`", ["one", "two", "three"]),
        ("one *two\nthree*", ["one two", "three"]),
        ("one\n\n- `a`\n- b", ["one", "", " • a", " • b"]),
    ],
)
def test_the_lines_of_a_question_stay(text: str, lines: list[str]) -> None:
    """Whether there is a mark in it or not."""
    assert drawn(prose(text)) == lines


@pytest.mark.parametrize("mark", ["", "`"])
def test_a_section_flows(mark: str) -> None:
    """Its lines were broken for the author's editor; an empty one parts paragraphs."""
    text = f"A process is {mark}a{mark} program\nof its own.\n\nIt has\nmemory."
    shown = [line for line in drawn(flowing(text)) if line]
    assert shown == ["A process is a program of its own.", "It has memory."]


def test_nothing_in_a_text_acts() -> None:
    """Control characters are shown, and no address becomes a link of the terminal."""
    for draw in (prose, flowing):
        out = "\n".join(drawn(draw("\x1b[31m`x`\n[site](https://example.org)"), 80))
        assert "\x1b" not in out and "site" in out
