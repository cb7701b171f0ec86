"""The screen after an answer, where its reason is longer than the window."""

import json
from pathlib import Path

import pytest
from screens import SIZES, TerminalScreen

from tests.conftest import Run

pytestmark = [pytest.mark.file, pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")]

LINES = 70
DECK = {"format": 1, "deck": "long", "title": "Long"}


@pytest.fixture
def answered(quizapp: Run, environ: dict[str, str], tmp_path: Path, size: tuple[int, int]) -> TerminalScreen:
    """Answer a question whose reason is higher than any window."""
    reason = "\n".join(f"Reason {number}." for number in range(1, LINES + 1))
    question = {"id": "one", "kind": "typed", "ask": "Type one", "answer": "one", "explain": reason}
    (tmp_path / "long").mkdir()
    (tmp_path / "long" / "deck.yaml").write_text(json.dumps(DECK))
    (tmp_path / "long" / "cards.yaml").write_text(json.dumps({"cards": "c", "title": "C", "questions": [question]}))
    assert quizapp("import", str(tmp_path / "long")).returncode == 0
    screen = TerminalScreen(environ, "quiz", "long", size=size)
    screen.shows("Type one")
    screen.press("one\r").shows("Reason 1.")
    return screen


def reviews(quizapp: Run) -> int:
    """Return how often the card was rated."""
    return int(json.loads(quizapp("cards", "list", "long", "--json").stdout)[0]["reviews"])


def test_space_reads_the_reason_to_its_end_before_it_rates(answered: TerminalScreen, quizapp: Run) -> None:
    """The last lines say what Space does now."""
    presses = 0
    while f"Reason {LINES}." not in (line.strip() for line in answered.lines):
        said = " ".join(answered.lines)
        assert "more below: Space" in said and "Enter = Good" in said and "Space = Good" not in said
        before = answered.lines
        answered.press(" ")
        presses += 1
        while answered.lines == before:
            answered.receive()
    assert presses and "Space = Good" in " ".join(answered.lines)
    assert reviews(quizapp) == 0
    answered.press(" ").close()
    assert reviews(quizapp) == 1


@pytest.mark.parametrize("key", ["\r", "3"], ids=["Enter", "3"])
def test_enter_and_a_rating_need_no_reading(answered: TerminalScreen, quizapp: Run, key: str) -> None:
    answered.press(key).close()
    assert reviews(quizapp) == 1
