"""The page before the first question, after an absence: in words, and on a real pseudo-terminal."""

import pytest
from asking import asked
from rich.text import Text
from screens import SIZES, TerminalScreen

from quizapp.core.session_values import Greeting
from quizapp.ui.welcome import greeting_lines
from tests.year import a_year

BACK = Greeting(days_away=18, due=40, waiting=272, new=10, seconds=540.0)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (BACK, "312 cards are due; today the 40 most at risk, and 10 new cards wait."),
        (Greeting(days_away=4, due=1, new=1, seconds=9), "1 card is due, and 1 new card waits."),
        (Greeting(days_away=4, due=2, seconds=9), "2 cards are due."),
        (Greeting(days_away=4, new=3, seconds=9), "Nothing is due; 3 new cards wait."),
    ],
)
def test_what_waits_in_words(found: Greeting, said: str) -> None:
    """How long it was, what is due, and the minutes, at least one."""
    lines = [line.plain for line in greeting_lines(found) if isinstance(line, Text)]
    minutes = "9 minutes" if found is BACK else "1 minute"
    assert lines == [
        f"Welcome back after {found.days_away} days.",
        "",
        said,
        f"At your pace that takes about {minutes}.",
    ]


def test_without_an_absence_only_the_lines_are_shown() -> None:
    """Nothing to say is false."""
    found = Greeting(lines=("Assigned: Concurrency",))
    assert [str(line) for line in greeting_lines(found)] == ["Assigned: Concurrency"]
    assert found and not Greeting()
    assert Greeting(days_away=4, seconds=0).minutes == 1


@pytest.mark.file
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_after_weeks_a_short_session_is_offered(environ: dict[str, str], size: tuple[int, int]) -> None:
    """`s` starts one, which asks at once; another day Space asks everything."""
    a_year(environ["QUIZAPP_DB"])
    screen = TerminalScreen(environ, size=size, QUIZAPP_NOW="2026-03-20T12:00:00+00:00", TZ="UTC")
    lines = screen.shows("Welcome back after 18 days.")
    assert "cards are due" in " ".join(lines)
    assert max(map(len, lines)) <= size[0]
    screen.shows("s 5 minutes")
    screen.press("s").shows("1 of")
    screen.close()
    rows = asked(environ["QUIZAPP_DB"], "SELECT COUNT(*) FROM events WHERE kind = 'review' AND day = '2026-03-20'")
    assert rows == [(0,)]
