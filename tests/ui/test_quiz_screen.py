"""The screens of a session at four sizes: text field, card, rating, undo, summary."""

from pathlib import Path

import pytest
from kinds_deck import write_kinds
from screens import SIZES, TerminalScreen

from tests.conftest import Run

pytestmark = [pytest.mark.file, pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")]

DECK = """\
cards: words
title: Words
questions:
- {id: word, kind: typed, ask: Type the word, answer: memory}
- {id: pick, kind: choice, ask: Pick the word, answer: memory, distractors: [stone, water]}
"""
LONG = "an answer that is wider than forty columns and ends here"
FRAMES: dict[tuple[int, int], dict[str, list[str]]] = {}


@pytest.fixture
def frames(quizapp: Run, environ: dict[str, str], tmp_path: Path, size: tuple[int, int]) -> dict[str, list[str]]:
    """Return the frames of one session on a terminal of a size; it is run once for all tests."""
    if size not in FRAMES:
        (tmp_path / "words").mkdir()
        (tmp_path / "words" / "deck.yaml").write_text("format: 1\ndeck: words\ntitle: Words\n")
        (tmp_path / "words" / "words.yaml").write_text(DECK)
        assert quizapp("import", str(tmp_path / "words")).returncode == 0
        FRAMES[size] = walk(TerminalScreen(environ, "quiz", "words", size=size, TZ="UTC"))
    return FRAMES[size]


def walk(screen: TerminalScreen) -> dict[str, list[str]]:
    """Answer a question, undo that and leave; return the frames by name."""
    found = {"question": screen.shows("show the answer")}
    found["field"] = screen.press(LONG).shows("ends here")
    found["card"] = screen.press("\x1bi").shows("This card")
    screen.press("\x1b[F")
    found["end of card"] = screen.shows("nothing has happened to it yet")
    found["field again"] = screen.press("\r").shows("ends here")
    found["rating"] = screen.press("\x15memory\r").shows("Space = Good")
    found["next question"] = screen.press(" ").shows("Pick the word")
    found["undone"] = screen.press("u").shows("Undone: review of words/words/word, rated good")
    screen.press("memory\r").shows("Space = Good")
    screen.press("3").shows("Pick the word")
    found["summary"] = screen.close().split("\r\n")
    return found


def test_no_frame_is_wider_or_higher_than_the_window(frames: dict[str, list[str]], size: tuple[int, int]) -> None:
    for name, lines in frames.items():
        assert max(map(len, lines)) <= size[0], name
        assert len(lines) <= size[1], name


def test_a_long_answer_wraps_and_stays_over_another_page(frames: dict[str, list[str]]) -> None:
    """Nothing of it is cut, and it is as it was after the page of the card."""
    for name in ("field", "field again"):
        assert f"> {LONG}" in " ".join(" ".join(frames[name]).split())


def test_the_card_is_shown_without_its_answer(frames: dict[str, list[str]]) -> None:
    """Its memory first; the page says how to go on."""
    said = " ".join(frames["card"] + frames["end of card"])
    assert "new" in said and "words/words/word" in said and "back to the question" in said
    assert "Answer" not in said


def test_ratings_are_in_sight_with_their_intervals(frames: dict[str, list[str]]) -> None:
    """All four, with the one that Space takes; the header has the number of the card."""
    said = " ".join(frames["rating"])
    assert all(name in said for name in ("1 Again", "2 Hard", "[3 Good", "4 Easy"))
    assert "1 of 2" in frames["question"][0] and "2 of 2 +1" in frames["next question"][0]


def test_what_was_undone_is_named_below_its_question(frames: dict[str, list[str]]) -> None:
    """The question is asked again, and counted as before."""
    assert "Type the word" in " ".join(frames["undone"])
    assert "1 of 2" in frames["undone"][0] and "+1" not in frames["undone"][0]


def test_the_summary_counts_what_was_answered(frames: dict[str, list[str]]) -> None:
    """An answer that was undone is not counted."""
    said = " ".join(" ".join(frames["summary"]).split())
    assert said.startswith("1 answered, 1 right, 1 min") and "more wait today" in said


def test_question_and_field_are_in_sight_with_a_long_program(
    quizapp: Run, environ: dict[str, str], tmp_path: Path, size: tuple[int, int]
) -> None:
    """They are next to each other where not all of the program fits; what is typed later is in sight too."""
    folder = write_kinds(tmp_path / "naps")
    printing = r"print('one')\nprint('two')"
    cards = (folder / "naps.yaml").read_text()
    long = cards.replace(printing, printing + r"\n# more" * size[1])
    assert long.count("# more") == size[1]
    (folder / "naps.yaml").write_text(long)
    done = quizapp("import", str(folder))
    assert done.returncode == 0, done.stderr
    screen = TerminalScreen(environ, "quiz", "naps", "--kind", "output", size=size)
    screen.shows("Enter")
    screen.press("\r")
    lines = [line.strip() for line in screen.shows("type what it prints")]
    assert "What is printed?" in lines and ">" in lines and any("more below: arrow down" in line for line in lines)
    screen.press(*(f"{number}\r" for number in range(size[1])), "last").shows("> last")
    screen.close()
