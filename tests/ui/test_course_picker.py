"""The list of concepts on a terminal: where the learner is, and the pages of those that are chosen."""

import json
from collections.abc import Callable

import pytest
from screens import SIZES, TerminalScreen

from tests.conftest import Run

pytestmark = [pytest.mark.file, pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")]
ANSWERS = '{"type": "rate", "rating": "good"}\n'


@pytest.fixture
def opened(environ: dict[str, str], quizapp: Run, size: tuple[int, int]) -> Callable[..., TerminalScreen]:
    """Return what opens the list after two answers about the first concept."""
    assert quizapp("quiz", "concurrency/concurrency", "--jsonl", "--limit", "2", stdin=ANSWERS * 2).returncode == 0
    return lambda *words: TerminalScreen(environ, "learn", *words, size=size)


def test_a_concept_is_found_read_and_left_for_the_list(
    opened: Callable[..., TerminalScreen], size: tuple[int, int]
) -> None:
    """By its title or its id; no line is cut, and the mark stays where it was."""
    screen = opened()
    lines = screen.shows("> Concurrency")
    assert max(map(len, lines)) <= size[0] and len(lines) <= size[1]
    assert "→ 2 of" in " ".join(lines)
    lines = screen.press("io-or-cpu").shows("search: io-or-cpu")
    assert any(line.strip().startswith("> I/O-bound") for line in lines)
    assert "first Measuring time, Threads" in " ".join(" ".join(lines).split())
    screen.press("\r").shows("What is it?")
    assert "concurrency/io-or-cpu" in screen.lines[0]
    assert "search: io-or-cpu" in " ".join(screen.press("q").shows("> I/O-bound"))
    screen.press("\x1b").shows("> Concurrency")
    screen.close()


def test_the_paths_are_above_the_concepts_of_the_one_that_is_followed(
    opened: Callable[..., TerminalScreen], quizapp: Run
) -> None:
    steps = json.loads(quizapp("learn", "#web", "--json").stdout)["decks"][0]["concepts"]
    screen = opened("--path", "web")
    screen.shows("Concepts")
    screen.press("\x1b[F").shows(f"> {steps[-1]['title']}")
    screen.press("\x1b[H").shows("> Concurrency")
    assert f"{len(steps)} of {len(steps)}" in screen.lines[0]
    said = " ".join(" ".join(screen.lines).split())
    assert "Concurrency in Python, Web developer" in said
    screen.close()
