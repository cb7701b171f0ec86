"""The browser of cards on a real pseudo-terminal."""

import json
from pathlib import Path

import pexpect
import pytest
from asking import asked
from screens import SIZES, TerminalScreen

from tests.conftest import Run

pytestmark = pytest.mark.file
ENTER, ESC, RIGHT = "\r", "\x1b", "\x1b[C"
FIRST = "/ > What "  # the empty search, and the cursor on the first card of the shipped deck


def kinds(environ: dict[str, str]) -> list[str]:
    """Return the kinds of the stored events of cards, oldest first."""
    rows = asked(environ["QUIZAPP_DB"], "SELECT kind FROM events WHERE card <> '' ORDER BY id")
    return [kind for (kind,) in rows]


def listed(quizapp: Run, word: str) -> set[str]:
    """Return the names of the cards that a filter finds."""
    found = json.loads(quizapp("cards", "list", word, "--json").stdout)
    return {card["card"].rpartition("/")[2] for card in found}


@pytest.mark.parametrize("size", SIZES)
def test_cards_are_found_as_one_types(environ: dict[str, str], size: tuple[int, int]) -> None:
    """No line is wider or higher than the window, and the counts follow each key."""
    screen = TerminalScreen(environ, "browse", size=size)
    screen.shows(FIRST)
    screen.press("two python")
    lines = screen.shows("/ two python")
    assert any("Why can two" in line for line in lines)
    assert len(lines) <= size[1]
    assert all(len(line) <= size[0] for line in lines)
    screen.press(ESC)
    screen.shows(FIRST)
    screen.press("is:learning")
    screen.shows("Cards 0 of")
    screen.press(ENTER).close()


def test_filters_hold_with_words(environ: dict[str, str]) -> None:
    screen = TerminalScreen(environ, "browse", "concurrency/gil")
    screen.press("is:new concept:gil #gil")
    lines = screen.shows("/ is:new concept:gil #gil")
    assert lines[0].split()[1:4] != ["0", "of", "0"]
    screen.press(ESC, "is:odd")
    screen.shows("There is no is:odd. There are: is:new")
    screen.press(ENTER).close()


def test_marked_cards_are_flagged_and_undone_together(environ: dict[str, str], quizapp: Run) -> None:
    """One key for all, and one that takes all back."""
    screen = TerminalScreen(environ, "browse", "process")
    screen.press(ENTER)
    screen.shows("Space mark")
    screen.press("  ")
    screen.shows("2 marked")
    screen.press("f")
    screen.shows("2 cards flagged; u undoes it")
    assert listed(quizapp, "is:flagged") == {"own-memory-space", "why-parallel"}
    screen.press("u")
    screen.shows("Undone: flag of 2 cards")
    assert listed(quizapp, "is:flagged") == set()
    screen.press("u")
    screen.shows("there is nothing to undo")
    screen.close()
    assert kinds(environ) == ["flag", "flag", "undo", "undo"]


def test_a_card_is_suspended_and_released_by_the_same_key(environ: dict[str, str], quizapp: Run) -> None:
    screen = TerminalScreen(environ, "browse")
    screen.press("why-parallel", ENTER)
    screen.shows("Space mark")
    screen.press("s")
    screen.shows("1 card suspended")
    assert listed(quizapp, "is:suspended") == {"why-parallel"}
    screen.press("s")
    screen.shows("1 card released")
    assert listed(quizapp, "is:suspended") == set()
    screen.press("b")
    screen.shows("1 card hidden until tomorrow")
    assert listed(quizapp, "is:buried") == {"why-parallel"}
    screen.close()


def test_a_card_is_shown_with_its_answer_memory_and_history(environ: dict[str, str], quizapp: Run) -> None:
    quizapp("quiz", "process", "--limit", "1", "--jsonl", stdin='{"type": "rate", "rating": "easy"}\n')
    screen = TerminalScreen(environ, "browse", "process", size=(80, 40))
    screen.press(ENTER)
    screen.shows("Space mark")
    screen.press(ENTER)
    lines = screen.shows("due again after")
    for text in ("What does every process have for itself?", "Answer", "recall now   100%", "stability", "easy"):
        assert any(text in line for line in lines), text
    screen.press(RIGHT)
    screen.shows("nothing has happened to it yet")
    screen.press("f")
    screen.shows("why-parallel new, flagged")
    screen.close()
    assert listed(quizapp, "is:flagged") == {"why-parallel"}


def test_a_forgotten_card_is_asked_about_and_comes_back(environ: dict[str, str], quizapp: Run) -> None:
    """Any key but y changes nothing; the undo restores the schedule bit for bit."""
    quizapp("quiz", "process", "--limit", "1", "--jsonl", stdin='{"type": "rate", "rating": "easy"}\n')
    state = "SELECT state, stability, difficulty, due_ms, reviews FROM states"
    before = asked(environ["QUIZAPP_DB"], state)
    screen = TerminalScreen(environ, "browse", "process")
    screen.press(ENTER)
    screen.shows("Space mark")
    screen.press("x")
    screen.shows("Make 1 card new again?")
    screen.press("n")
    screen.shows("nothing was changed")
    screen.press("x", "y")
    screen.shows("1 card new again; u undoes it")
    assert asked(environ["QUIZAPP_DB"], state)[0][0] == "new"
    screen.press("u")
    screen.shows("Undone: forget of concurrency/process/")
    screen.close()
    assert asked(environ["QUIZAPP_DB"], state) == before
    assert kinds(environ) == ["review", "forget", "undo"]


def test_a_card_is_edited(environ: dict[str, str], quizapp: Run, tmp_path: Path) -> None:
    """In the learner's copy of a shipped deck; the list has the new text at once."""
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nsed -i "s/What does every process have/What has every process/" "$2"\n')
    editor.chmod(0o755)
    screen = TerminalScreen(environ, "browse", "process", EDITOR=str(editor))
    screen.press(ENTER)
    screen.shows("Space mark")
    screen.press("e")
    screen.shows("1 changed")
    screen.shows("What has every process")
    screen.close()


def test_browsing_within_the_quiz_takes_hidden_cards_out_of_it(environ: dict[str, str]) -> None:
    """The question stays where its card was only flagged; where it was suspended, the next one is asked."""
    screen = TerminalScreen(environ, "quiz", "process")
    screen.press(ENTER)
    screen.shows("What does every process have for itself")
    screen.press("/")
    screen.shows(FIRST)
    screen.press("own-memory-space", ENTER, "f")
    screen.shows("1 card flagged")
    screen.press("q")
    screen.shows("What does every process have for itself")
    screen.press("/", "own-memory-space", ENTER, "s")
    screen.shows("1 card suspended")
    screen.press("q")
    screen.shows("Why can two Python processes")
    screen.close()


def test_the_history_of_a_card_is_one_key_away_in_the_quiz(environ: dict[str, str]) -> None:
    """Without its answer; the question goes on afterwards."""
    screen = TerminalScreen(environ, "quiz", "process")
    screen.press(ENTER)
    screen.shows("What does every process have for itself")
    screen.press("i")
    lines = screen.shows("nothing has happened to it yet")
    assert any("concurrency/process/own-memory-space" in line for line in lines)
    assert not any("Answer" in line for line in lines)
    screen.press(" ", "c")
    screen.shows("Right")
    screen.close()


def test_without_a_terminal_the_list_is_named(quizapp: Run) -> None:
    ended = quizapp("browse")
    assert (ended.returncode, "quizapp cards list --find WORDS" in ended.stderr) == (2, True)


def test_a_closed_terminal_ends_the_browser(environ: dict[str, str]) -> None:
    screen = TerminalScreen(environ, "browse")
    screen.shows(FIRST)
    screen.press("\x04" * 2)
    screen._child.expect(pexpect.EOF)
    screen._child.close()
    assert screen._child.exitstatus == 0


@pytest.mark.parametrize("size", SIZES)
def test_marked_cards_are_moved_to_another_deck_and_back(
    environ: dict[str, str], quizapp: Run, size: tuple[int, int]
) -> None:
    """The place is picked from a list; u restores the files."""
    for front, deck in (("One?", "here"), ("Two?", "here"), ("Three?", "there")):
        assert quizapp("add", front, "yes", "--deck", deck).returncode == 0
    screen = TerminalScreen(environ, "browse", "here", size=size)
    screen.press(ENTER, " ", " ")
    screen.shows("2 marked")
    screen.press("m")
    lines = screen.shows("Move 2 cards to")
    assert all(len(line) <= size[0] for line in lines)
    screen.press("there", ENTER)
    screen.shows("2 cards moved to there/cards")
    assert listed(quizapp, "there") == {"one", "two", "three"}
    screen.press("u")
    screen.shows("Undone: move of 2 cards to there/cards")
    assert listed(quizapp, "here") == {"one", "two"}
    screen.press("m", ESC)
    screen.shows("nothing was moved")
    screen.close()
