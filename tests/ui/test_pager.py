"""Pages to read: a concept with the keys of a pager, and the page before the first question of a concept."""

import sys
from collections.abc import Iterator

import pexpect
import pytest
from screens import SIZES, TerminalScreen

from tests.conftest import Run

pytestmark = [pytest.mark.file, pytest.mark.fresh]

FIRST = "A process is a running program"
QUESTION = "What is concurrency"


@pytest.fixture
def page(environ: dict[str, str], request: pytest.FixtureRequest) -> Iterator[TerminalScreen]:
    """Open a concept on a terminal of a size."""
    screen = TerminalScreen(environ, "learn", "process", size=getattr(request, "param", (80, 24)))
    screen.shows("What is it?")
    yield screen
    screen.close()


def below(screen: TerminalScreen) -> int:
    """Return the number of lines below the frame."""
    told = next((line for line in screen.lines if "more below" in line), "(0 lines)")
    return int(told.rpartition("(")[2].split()[0])


@pytest.mark.parametrize("page", SIZES, indirect=True, ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_line_is_wider_than_88_cells_or_the_terminal(page: TerminalScreen) -> None:
    """Two cells of margin, where there is room for them."""
    page.shows(FIRST)
    assert max(map(len, page.lines)) <= min(page.columns, 90)


def test_space_turns_pages_that_share_lines_and_b_turns_back(page: TerminalScreen) -> None:
    """Space at the end stays there; Home and End are the ends, and g and G are too."""
    first, left = page.lines, below(page)
    page.press(" ")
    while below(page) == left:
        page.receive()
    second = page.lines
    assert second[2] in first and second[2] != first[2]
    page.press("b").shows(FIRST)
    assert page.lines == first
    page.press("G").shows("more above")
    end = page.lines
    page.press(" ", "\x1b[6~", "g").shows(FIRST)
    page.press("\x1b[F").shows("more above: arrow up")
    assert page.lines == end
    page.press("\x1b[H").shows(FIRST)


def test_a_search_goes_from_match_to_match(page: TerminalScreen) -> None:
    """The line found is the first in sight; Esc leaves the search, words that are nowhere are named."""
    page.press("/forkserver", "\r").shows("forks from a small server")
    assert "forkserver" in page.lines[2].lower()
    found = page.lines[2]
    page.press("n")
    while page.lines[2] == found:
        page.receive()
    assert "forkserver" in page.lines[2]
    page.press("/zzz", "\r").shows("Not found further down: zzz")
    page.press("/q", "\x1b").shows("Space next page")


def test_elsewhere_a_concept_is_plain_text(environ: dict[str, str], quizapp: Run) -> None:
    """In a pipe, and on a terminal that cannot move its cursor."""
    printed = quizapp("learn", "process").stdout
    assert FIRST in printed and "\x1b" not in printed and "Space" not in printed
    child = pexpect.spawn(
        sys.executable, ["-m", "quizapp", "learn", "process"], env=environ | {"TERM": "dumb"}, encoding="utf-8",
        dimensions=(24, 200),
    )  # fmt: skip
    child.expect(pexpect.EOF)
    assert FIRST in child.before and "\x1b" not in child.before
    assert max(map(len, child.before.splitlines())) <= 88


@pytest.mark.parametrize("key", [" ", "\x1b[6~"], ids=["Space", "PageDown"])
def test_a_new_concept_is_read_to_its_end_before_the_question(environ: dict[str, str], key: str) -> None:
    """Each press shows other lines; the last one leads to the question. Enter leads there at once."""
    screen = TerminalScreen(environ)
    screen.shows("Welcome to quizapp")
    screen.press("\r").shows("New: Concurrency")
    presses, left = 0, below(screen)
    while left:
        screen.press(key)
        presses += 1
        while (now := below(screen)) == left:
            screen.receive()
        left = now
    assert presses >= 3 and QUESTION not in " ".join(screen.lines)
    screen.press(key).shows(QUESTION)
    screen.press("r").shows("more below")
    screen.press("\r").shows(QUESTION)
    assert "No questions were answered" in screen.close()
