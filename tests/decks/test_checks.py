"""Broken decks, and the problems that are reported for them, word for word."""

import os
from pathlib import Path

import pytest

from quizapp.decks.loader import load_deck
from quizapp.decks.problems import format_problem

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.name.removesuffix(".expected.txt") for path in GOLDEN.glob("*.expected.txt"))


def reported(case: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the problems of a golden deck as text, with paths as seen from its folder."""
    monkeypatch.chdir(GOLDEN)
    path = Path(case) if Path(case).is_dir() else Path(f"{case}.yaml")
    return "".join(format_problem(problem) + "\n" for problem in load_deck(path).problems)


@pytest.mark.parametrize("case", CASES)
def test_a_broken_deck_is_reported_word_for_word(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every problem names its file, line, column, code, and what to do."""
    wanted = GOLDEN / f"{case}.expected.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        wanted.write_text(reported(case, monkeypatch), "utf-8")
    assert reported(case, monkeypatch) == wanted.read_text("utf-8")


@pytest.mark.parametrize("case", [case for case in CASES if not case.startswith("sound-")])
def test_the_problem_that_a_case_is_named_after_is_among_those_reported(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A golden file cannot come to hold another fault than the one it is there for."""
    assert f"[{case.partition('--')[0]}]" in reported(case, monkeypatch)
