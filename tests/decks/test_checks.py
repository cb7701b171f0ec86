"""The problems of broken decks, compared word for word with golden files (UPDATE_GOLDEN=1 rewrites them)."""

import os
from pathlib import Path

import pytest

from quizapp.decks.author_checks import AUTHOR_CHECKS
from quizapp.decks.loader import load_deck
from quizapp.decks.problems import format_problem

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.name.removesuffix(".expected.txt") for path in GOLDEN.glob("*.expected.txt"))


def reported(case: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the problems of a golden deck as text, with paths as seen from its folder."""
    monkeypatch.chdir(GOLDEN)
    path = Path(case) if Path(case).is_dir() else Path(f"{case}.yaml")
    return "".join(format_problem(problem) + "\n" for problem in load_deck(path, checks=AUTHOR_CHECKS).problems)


@pytest.mark.parametrize("case", CASES)
def test_problems_match_the_golden_file(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Location, code, message and hint of every problem."""
    wanted = GOLDEN / f"{case}.expected.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        wanted.write_text(reported(case, monkeypatch), "utf-8")
    assert reported(case, monkeypatch) == wanted.read_text("utf-8")


@pytest.mark.parametrize("case", [case for case in CASES if not case.startswith("sound-")])
def test_each_case_reports_the_problem_in_its_name(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a golden file keeps testing what its name says."""
    assert f"[{case.partition('--')[0]}]" in reported(case, monkeypatch)
