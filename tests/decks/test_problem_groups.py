"""Problems grouped by their cause."""

from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from quizapp.decks.problem_groups import MOST_MESSAGES, SHOWN, format_problems, problem_groups
from quizapp.errors import Location, Problem

Severity = Literal["error", "warning"]


def problem(line: int, message: str, code: str = "unplaced", severity: Severity = "warning", hint: str = "") -> Problem:
    return Problem(Location("w.csv", line, 1), code, message, hint, severity)


def test_single_problem_is_printed_with_its_place_first() -> None:
    """So that an editor can jump to it."""
    only = problem(2, "a row without a front", hint="It was left out.")
    assert list(format_problems([only])) == [
        "w.csv:2:1: warning[unplaced] a row without a front\n  hint: It was left out."
    ]


def test_many_of_one_cause_are_counted_with_their_first_places() -> None:
    """A thousand rows without a front are one message; the option that lists all of them is named once."""
    found = [problem(line, "a row without a front", hint="It was left out.") for line in range(1, 1001)]
    assert list(format_problems(found)) == [
        "warning[unplaced] 1,000 times: a row without a front\n  w.csv:1:1\n  w.csv:2:1\n  w.csv:3:1\n"
        "  and 997 more\n  hint: It was left out.",
        "--verbose lists every place.",
    ]
    assert len(list(format_problems(found, all_places=True))) == 1000


def test_details_do_not_split_a_group_but_are_shown() -> None:
    """Numbers and quoted names differ from place to place."""
    found = [problem(line, f"the file `{line}.png` of card {line} is missing") for line in (1, 2)]
    assert list(format_problems(found)) == [
        "warning[unplaced] 2 times:\n  w.csv:1:1: the file `1.png` of card 1 is missing\n"
        "  w.csv:2:1: the file `2.png` of card 2 is missing"
    ]


def test_errors_and_warnings_of_one_message_are_two_groups() -> None:
    assert len(problem_groups([problem(1, "x"), problem(2, "x", severity="error"), problem(3, "x", code="y")])) == 3


def test_code_with_too_many_messages_is_one_group() -> None:
    """Else two thousand messages of a parser would be two thousand groups."""
    words = [chr(ord("a") + index) for index in range(MOST_MESSAGES + 1)]
    assert len(problem_groups(problem(1, word) for word in words[:-1])) == MOST_MESSAGES
    (group,) = problem_groups(problem(1, word) for word in words)
    assert group.left_out == len(words) - SHOWN


problems = st.lists(
    st.builds(
        problem, st.integers(1, 9), st.sampled_from(["a", "b `x`", "b `y`", "c 1", "c 2", *"defghi"]),
        st.sampled_from(["p", "q"]), st.sampled_from(["error", "warning"]),
    )
)  # fmt: skip


@given(problems)
def test_every_problem_is_in_one_group(found: list[Problem]) -> None:
    """In order; a group has one code and severity, and lists or counts all its problems."""
    groups = problem_groups(found)
    assert sorted(map(repr, (each for group in groups for each in group.problems))) == sorted(map(repr, found))
    for group in groups:
        assert len({(each.code, each.severity) for each in group.problems}) == 1
        wanted = [each for each in found if each in group.problems]
        assert list(group.problems) == wanted
        listed = group.text().count("w.csv:")
        assert listed + group.left_out == len(group.problems)
