"""A learner's program beside a solution, and the words for what the checks found."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, Group

from quizapp.core.answer_difference import ProgramDifference
from quizapp.core.model import Rating
from quizapp.core.program_run import CheckResult, ProgramLine, ProgramRun, Unended
from quizapp.core.question import Shown
from quizapp.core.session_values import Outcome
from quizapp.ui.feedback.base import Judged
from quizapp.ui.feedback.marks import ASCII_MARKS
from quizapp.ui.feedback.program import FEEDBACK, compared_lines, run_lines
from quizapp.ui.program_draft import ProgramDraft

TWO = (ProgramLine(line=3, text="with b:"), ProgramLine(line=7, text="with a:"))
LINES = st.lists(st.sampled_from(["a", "b", "    c", ""]), max_size=8)


def drawn(lines: list[object], width: int = 80) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=width).print(Group(*lines))  # type: ignore[arg-type]
    return [line.rstrip() for line in out.getvalue().splitlines()]


@given(LINES, LINES, st.integers(12, 120))
def test_every_line_is_drawn_at_every_width(one: list[str], two: list[str], width: int) -> None:
    difference = ProgramDifference(given="\n".join([*one, "x"]), solution="\n".join([*two, "y"]), start="")
    text = "\n".join(drawn(compared_lines(difference, ASCII_MARKS), width))
    assert all(line.strip() in text for line in (*one, *two, "x", "y"))


def failed(**more: object) -> ProgramRun:
    check = CheckResult(name="sum", ok=False, **more)  # type: ignore[arg-type]
    return ProgramRun(checks=(CheckResult(name="one", ok=True), check), printed="".join(f"{n}\n" for n in range(20)))


def test_a_failed_check_tells_input_expected_and_got() -> None:
    run = failed(input="total(a)", values={"a": "[1]", "c": "<Counter object>"}, expected="1", got="0", message="why")
    lines = drawn(run_lines(run, "Try 2", ASCII_MARKS))
    assert lines[:8] == [
        "Try 2  1 of 2 checks fails", "+ one", "x sum", "  tried     total(a)", "  with      a = [1]",
        "  expected  1", "  got       0", "            why",
    ]  # fmt: skip
    assert lines[-10:-7] == ["It printed", "  ... 12 lines more", "  12"]


def test_lines_of_text_are_compared_line_by_line() -> None:
    lines = drawn(run_lines(failed(input="printed(main)", expected="a\nb", got="a\nc"), "Try 1", ASCII_MARKS))
    assert lines[4:7] == ["     expected   got", "  +  a          a", "  x  b          c"]


@pytest.mark.parametrize(
    ("unended", "told"),
    [
        (Unended(busy=True, seconds=5), "It did not end within 5 s and was still computing: does a loop never end?"),
        (
            Unended(busy=False, seconds=2, lines=TWO),
            "It did not end within 2 s, because its threads wait for each other: is a lock held by one that the other"
            " needs?",
        ),
        (
            Unended(busy=False, seconds=2, lines=(ProgramLine(line=3, text="e.wait()", function="f"),)),
            "It did not end within 2 s: it waits for something that never comes, such as a lock that nobody releases.",
        ),
    ],
)  # fmt: skip
def test_what_does_not_end_is_told_as_what_it_is(unended: Unended, told: str) -> None:
    lines = drawn(run_lines(failed(unended=unended), "Try 1", ASCII_MARKS), 200)
    assert lines[3].strip() == told
    assert all(f"line {each.line}" in " ".join(lines) for each in unended.lines)


@pytest.mark.parametrize(("earlier", "is_shown"), [("x = 2  # mine\n", True), ("x = 1\n", False), ("", False)])
def test_the_program_of_the_last_time_is_shown_after_the_answer(earlier: str, is_shown: bool) -> None:
    """Unless it is the author's."""
    difference = ProgramDifference(given=None, solution="x = 1\n", start="x =\n")
    revealed = Outcome(correct=None, expected="", suggested=Rating.AGAIN, difference=difference)
    outcome = ProgramDraft(desk=None, kept="", earlier=earlier).remembered(revealed)  # type: ignore[arg-type]
    judged = Judged(Shown(ask="?", entry="program"), None, outcome)
    text = "\n".join(drawn(FEEDBACK.compared(judged, outcome.difference, ASCII_MARKS)))
    assert ("What you wrote last time" in text) == is_shown
    assert ("# mine" in text) == is_shown
