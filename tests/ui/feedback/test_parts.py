"""Answers of several parts."""

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from quizapp.core.answer_difference import PartsDifference, lines_difference
from quizapp.core.question import Shown
from quizapp.questions.order import Order, grade
from quizapp.ui.feedback.marks import ASCII_MARKS, Lines, Marks
from quizapp.ui.feedback.output_columns import OutputColumns
from quizapp.ui.feedback.parts import order_lines

LINE = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=30)


def printed(lines: Lines, width: int) -> list[str]:
    """Return the lines on a terminal that is so wide."""
    out = io.StringIO()
    console = Console(file=out, width=width, color_system=None, _environ={})
    for line in lines:
        console.print(line)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_outputs_are_side_by_side_where_there_is_room() -> None:
    """Else below each other; a missing line is named."""
    columns = OutputColumns(lines_difference(["one", "three"], ["one", "two", "last"]), Marks())
    assert printed([columns], 40) == [
        "   It printed   You", "✓  one          one", "✗  two          three", "✗  last         (nothing)",
    ]  # fmt: skip
    assert printed([columns], 20) == ["✓  one", "✗  two", "   you  three", "✗  last", "   you  (nothing)"]


@given(st.lists(LINE, max_size=5), st.lists(LINE, min_size=1, max_size=5), st.integers(20, 90))
def test_outputs_fit_into_any_width(ours: list[str], theirs: list[str], width: int) -> None:
    """Every line of both is there."""
    found = printed([OutputColumns(lines_difference(ours, theirs), ASCII_MARKS)], width)
    assert all(len(line) <= width for line in found)
    kept = "".join("".join(found).split())
    assert all(line in kept for line in theirs)


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=2, max_size=6), st.data())
def test_every_place_of_an_order_is_named_once(lines: list[str], data: st.DataObject) -> None:
    """Also where equal lines occur."""
    question = Order(id="q", section="what", ask="?", lines=lines)  # type: ignore[arg-type]
    options = tuple(data.draw(st.permutations(lines)))
    letters = "abcdef"[: len(lines)]
    graded = grade(question, Shown(ask="?", entry="sequence", options=options), letters)
    assert isinstance(graded.difference, PartsDifference)
    shown = printed(order_lines(graded.difference, Marks()), 80)
    wrong = [int(line.rpartition(" ")[2].rstrip(")")) for line in shown if "you put it at" in line]
    right = [number for number, part in enumerate(graded.difference.parts, 1) if part.right]
    assert sorted(wrong + right) == list(range(1, len(lines) + 1))
