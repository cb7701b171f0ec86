"""Rendering text of cards and sections."""

import pytest
from rich.console import Console, RenderableType

from quizapp.ui.formulas import typed_text
from quizapp.ui.text import flowing, inline, prose


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
def test_a_question_keeps_its_line_breaks(text: str, lines: list[str]) -> None:
    """With and without Markdown in it."""
    assert drawn(prose(text)) == lines


@pytest.mark.parametrize("mark", ["", "`"])
def test_a_section_is_filled_to_the_width(mark: str) -> None:
    """Single line breaks are joined; an empty line separates paragraphs."""
    text = f"A process is {mark}a{mark} program\nof its own.\n\nIt has\nmemory."
    shown = [line for line in drawn(flowing(text)) if line]
    assert shown == ["A process is a program of its own.", "It has memory."]


def test_an_image_is_named_in_its_place() -> None:
    assert drawn(prose("See ![](a%20b.png) and ![the *map*](c.png)."), 80) == [
        "See [image: a b.png] and [image: the *map*]."
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("See ![[a cell.png]].", "See [image: a cell.png]."),
        ("![[folder/cell.png|300]] ![[b.png|300x200]]", "[image: cell.png] [image: b.png]"),
        ("![[cell.png|a small cell]]", "[image: a small cell]"),
        ("![](<a b.png>) ![a *cell*](c_d_e.png 'title')", "[image: a b.png] [image: a *cell*]"),
        ("![](tune.mp3) and ![[walk.mp4]]", "[sound: tune.mp3] and [film: walk.mp4]"),
        ("![[Another note]] and `![[x.png]]`", "![[Another note]] and ![[x.png]]"),
    ],
)
def test_files_are_named_in_paragraphs_and_in_lines(text: str, shown: str) -> None:
    """As Markdown and as Obsidian write them: in questions and sections, and in options, hints, pros and cons."""
    assert drawn(prose(text), 80) == drawn(flowing(text), 80) == [shown]
    assert inline(text).plain == shown


def test_text_contains_no_control_characters_and_no_links() -> None:
    """Escape sequences are shown as marks; an address does not become a link."""
    for draw in (prose, flowing):
        out = "\n".join(drawn(draw("\x1b[31m`x`\n[site](https://example.org)"), 80))
        assert "\x1b" not in out and "site" in out


@pytest.mark.parametrize(
    ("text", "shown", "styles"),
    [
        ("**bold** and *not*", "bold and not", ["bold", "italic"]),
        ("***both***, `*x*`", "both, *x*", ["bold italic", "cyan"]),
        ("*a `*` b*", "a * b", ["cyan", "italic"]),
        ("2*3*4, a * b * c, *args, **kwargs", "2*3*4, a * b * c, *args, **kwargs", []),
        (r"\*as it is\* __init__ a_b_c", "*as it is* __init__ a_b_c", []),
        ("$a*b*c$ **x**", "$a*b*c$ x", ["bold"]),
    ],
)
def test_a_line_shows_emphasis(text: str, shown: str, styles: list[str]) -> None:
    """Asterisks within words, and underscores, are a part of it, as in an option that is code."""
    found = inline(text)
    assert (found.plain, sorted(str(span.style) for span in found.spans)) == (shown, sorted(styles))


def test_a_typed_answer_keeps_its_asterisks() -> None:
    assert typed_text(r"*p* \*q\* `x`") == "*p* *q* x"


def test_characters_without_width_are_not_shown() -> None:
    """Those that mean something stay: U+200C and U+200D in words of Persian and Hindi."""
    assert drawn(prose("zero\u200bwidth\ufeff")) == ["zerowidth"] and inline("a\u2060b").plain == "ab"
    assert drawn(prose("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645")) == [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    ]
    assert drawn(prose("a\u200cb")) == ["a\u27e8U+200C\u27e9b"]
