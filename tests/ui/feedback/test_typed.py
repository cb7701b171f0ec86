"""A typed text above the right one."""

import io
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from quizapp.core.answer_difference import Part
from quizapp.ui.feedback.typed import TypedText

WORDS = st.text(st.sampled_from("abcdé文字"), min_size=1, max_size=30)


def printed(given_text: str | None, expected: str, width: int) -> list[str]:
    """Return the lines on a terminal of so many cells."""
    out = io.StringIO()
    console = Console(file=out, width=width, color_system=None, _environ={})
    console.print(TypedText(Part(given=given_text, expected=expected, right=False)))
    return out.getvalue().splitlines()


def test_carets_are_below_the_letters_that_differ() -> None:
    """In cells: a wide character has two carets."""
    typed, below, answer, under = printed("multiproccesing", "multiprocessing", 60)
    assert (typed, answer) == ("You wrote  multiproccesing", "Answer     multiprocessing")
    assert [typed[below.index("^")], answer[under.index("^")]] == ["c", "s"]
    assert (below.strip(), under.strip()) == ("^", "^")
    assert printed("文文字", "文字字", 60)[1].strip() in ("^^", "^^^^")


@given(WORDS, WORDS, st.integers(20, 80))
def test_no_line_is_wider_than_the_terminal(typed: str, expected: str, width: int) -> None:
    """A line of carets is as long as the text above it at most, and there is none below a text that wraps."""
    lines = printed(typed, expected, width)
    assert all(cell_len(line) <= width for line in lines)
    for above, carets in pairwise(lines):
        if carets.strip() and not carets.strip("^ "):
            assert cell_len(carets) <= cell_len(above)


def test_an_equal_text_is_shown_once() -> None:
    """So is the answer of a question that was revealed; case and backticks do not count."""
    for typed in (None, "Process", "process", "`process`"):
        assert printed(typed, "`process`", 60) == ["Answer     process"]
