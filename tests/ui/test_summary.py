"""The summary at the end of a session."""

from datetime import UTC, datetime

import pytest

from quizapp.core.session_values import Summary
from quizapp.ui.summary import summary_lines

SOME = {"answered": 3, "correct": 2, "seconds": 130.0}


def lines(**fields: object) -> list[str]:
    """Return the lines of a summary as plain text."""
    return [line.plain for line in summary_lines(Summary(**{"answered": 0, "correct": 0, "seconds": 0.0} | fields))]  # type: ignore[arg-type]


def test_a_session_without_answers_says_so() -> None:
    """In one line."""
    assert lines() == ["No questions were answered."]


def test_what_was_learnt_missed_and_due_is_listed() -> None:
    """In the order in which a learner wants to know it."""
    found = lines(
        **SOME, learnt=("Process",), missed=(("d/c/x", "What is it?"),), due_tomorrow=4, streak="3 days in a row",
        notes=("A note.",), advice="Go on tomorrow.",
    )  # fmt: skip
    assert found == [
        "3 answered, 2 right, 2 min", "New concepts: Process", "Look again at: What is it?  d/c/x", "A note.",
        "Tomorrow: 4 due", "Streak: 3 days in a row", "Go on tomorrow.",
    ]  # fmt: skip


def test_without_cards_due_tomorrow_the_next_one_is_named() -> None:
    """As a local time."""
    when = datetime(2026, 3, 5, 9, tzinfo=UTC)
    (_, told) = lines(**SOME, next_due_ms=int(when.timestamp() * 1000))
    assert told == f"Next: {when.astimezone():%a %d %b, %H:%M}"


@pytest.mark.parametrize("ask", ["\x1b[31mred", "x" * 200])
def test_text_of_cards_is_safe_and_short(ask: str) -> None:
    """Escape sequences are marks; a long question is cut."""
    (_, told) = lines(**SOME, missed=(("d/c/x", ask),))
    assert "\x1b" not in told and len(told) < 90
