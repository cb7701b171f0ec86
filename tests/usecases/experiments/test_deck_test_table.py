"""The table of a deck's tests."""

from quizapp.usecases.experiments.deck_test_table import MOST_ROWS, counts, markdown_table
from quizapp.usecases.experiments.deck_tests import DeckTestResult


def result(name: str, *, ok: bool, text: str = "", what: str = "example") -> DeckTestResult:
    """Return the result of a test."""
    return DeckTestResult(what=what, name=name, ok=ok, text=text)


def test_failures_come_first_and_stay_in_their_cells() -> None:
    """Whatever a program printed is shown as text: neither a cell nor markup begins in it."""
    table = markdown_table("locks", [result("a", ok=True), result("b", ok=False, text="it printed <b>x|y\n`z`")])
    assert table.splitlines() == [
        "### locks: 2 tried, 1 failed",
        "",
        "| | what | name | result |",
        "| --- | --- | --- | --- |",
        "| **FAIL** | example | `b` | it printed \\<b\\>x\\|y \\`z\\` |",
        "| ok | example | `a` |  |",
    ]


def test_kinds_of_tests_are_counted() -> None:
    """In the order of the first of each."""
    found = [result("a", ok=True), result("q", ok=False, what="question"), result("b", ok=True)]
    assert counts(found) == [("example", 2, 0), ("question", 1, 1)]


def test_a_long_table_says_how_much_is_left_out() -> None:
    """The summary of a job has a limit."""
    table = markdown_table("big", [result(f"e{number}", ok=True) for number in range(MOST_ROWS + 5)])
    assert table.endswith("and 5 more\n")
