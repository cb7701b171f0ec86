"""The checks of examples."""

from pathlib import Path

import pytest

from quizapp.decks.example_checks import MOST_COLUMNS, columns
from quizapp.decks.loader import load_deck
from quizapp.decks.shipped import shipped_folders

SOUND = (Path(__file__).parent / "sound.yaml").read_text("utf-8")


@pytest.mark.parametrize(("line", "count"), [("abc", 3), ("文字", 4), ("e\u0301", 1), ("\tx", 5), ("", 0)])
def test_columns_are_those_of_a_terminal(line: str, count: int) -> None:
    """Wide characters take two, combining ones none."""
    assert columns(line) == count


@pytest.mark.parametrize(("width", "is_wide"), [(MOST_COLUMNS, False), (MOST_COLUMNS + 1, True)])
def test_a_wide_program_is_a_warning(tmp_path: Path, width: int, is_wide: bool) -> None:
    """The deck can be used all the same."""
    (tmp_path / "deck.yaml").write_text("format: 1\ndeck: d\ntitle: D\n")
    line = f'print("{"x" * (width - 9)}")'
    assert len(line) == width
    (tmp_path / "process.yaml").write_text(SOUND.replace('print("hello")', line))
    loaded = load_deck(tmp_path)
    assert loaded.deck is not None
    assert ("wide-program" in [problem.code for problem in loaded.problems]) is is_wide


def test_every_shipped_program_fits_into_a_terminal() -> None:
    """Of 80 columns."""
    deck = load_deck(shipped_folders()["concurrency"]).deck
    assert deck is not None
    lines = [
        line for concept in deck.concepts for each in concept.examples.values() for line in each.source.splitlines()
    ]
    assert max(map(columns, lines)) <= MOST_COLUMNS
