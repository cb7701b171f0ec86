"""The summary at the end of a session."""

from datetime import UTC, datetime, timedelta, timezone

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


WHEN = datetime(2026, 3, 5, 9, tzinfo=UTC)
WHEN_MS = int(WHEN.timestamp() * 1000)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"is_done": True, "due_tomorrow": 17}, "Done for today. 17 tomorrow."),
        (
            {"is_done": True, "next_due_ms": WHEN_MS},
            "Done for today. The next card comes Thu 05 Mar, 09:00.",
        ),
        ({"is_done": True}, "Done for today."),
    ],
)
def test_a_finished_day_is_named_first(fields: dict[str, object], said: str) -> None:
    """Whether or not this session asked anything; then comes tomorrow, else the next card as a local time."""
    assert lines(**fields) == [said]
    assert lines(**SOME, **fields)[1:] == [said]


def test_what_is_left_today_is_counted_with_when_it_comes() -> None:
    """Now, or at the time of the next learning step."""
    assert (
        lines(**SOME, left=3, next_due_ms=WHEN_MS, now_ms=WHEN_MS)[1] == "3 more wait today: run `quizapp` to continue."
    )
    later = lines(**SOME, left=1, next_due_ms=WHEN_MS, now_ms=WHEN_MS - 600_000)[1]
    assert later == "1 more waits today: the next at 09:00."


def test_new_cards_that_are_left_can_be_asked_at_once() -> None:
    """Although the next learning step comes later."""
    told = lines(**SOME, left=12, new_left=11, next_due_ms=WHEN_MS, now_ms=WHEN_MS - 600_000)[1]
    assert told == "12 more wait today: run `quizapp` to continue."


@pytest.mark.parametrize("ask", ["\x1b[31mred", "x" * 200])
def test_text_of_cards_is_safe_and_short(ask: str) -> None:
    """Escape sequences are marks; a long question is cut."""
    (_, told) = lines(**SOME, missed=(("d/c/x", ask),))
    assert "\x1b" not in told and len(told) < 90


def test_times_are_in_the_zone_of_the_learner() -> None:
    """Whatever the zone of the machine is."""
    zone = timezone(timedelta(hours=9))
    done = lines(is_done=True, next_due_ms=WHEN_MS, zone=zone)
    assert done == ["Done for today. The next card comes Thu 05 Mar, 18:00."]
    waits = lines(left=1, next_due_ms=WHEN_MS, now_ms=WHEN_MS - 600_000, zone=zone)
    assert "1 more waits today: the next at 18:00." in waits
