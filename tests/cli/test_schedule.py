"""Questions of the kind `schedule` on a pseudo-terminal, line by line, and as JSON lines."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from screens import SIZES, TerminalScreen

from tests.cli.card_list import exported, imported
from tests.conftest import Run

pytestmark = pytest.mark.once

CARDS = """\
cards: turns
title: Turns
questions:
  - id: lost
    kind: schedule
    ask: Lose an update.
    variables: {c: 0}
    programs:
      - [x = read c, x = x + 1, write c x]
      - [x = read c, x = x + 1, write c x]
    goal: c == 1
"""
LOCKS = """\
cards: turns
title: Turns
questions:
  - id: lost
    kind: schedule
    ask: Stop both.
    programs:
      - [acquire a, acquire b, release b, release a]
      - [acquire b, acquire a, release a, release b]
    goal: deadlock
"""
Start = Callable[..., TerminalScreen]


@pytest.fixture
def start(environ: dict[str, str], quizapp: Run, tmp_path: Path) -> Start:
    """Import one question and start the quiz at it."""

    def run(cards: str = CARDS, *words: str, size: tuple[int, int] = (80, 24)) -> TerminalScreen:
        imported(quizapp, tmp_path / "turns", cards)
        return TerminalScreen(environ, "quiz", "turns", *words, size=size)

    return run


@pytest.mark.parametrize("size", SIZES)
def test_learner_reaches_the_goal_step_by_step(start: Start, size: tuple[int, int]) -> None:
    screen = start(size=size)
    assert "Lose an update." in [line.strip() for line in screen.shows("1 or 2 goes on")]
    assert all(len(line) <= size[0] for line in screen.lines)
    screen.press("1", "1", "2", "2", "2").shows("c = 1")
    lines = screen.shows("Schedule 1 1 2 2 2")
    assert any("program 2 has ended" in line for line in lines)
    screen.press("1")
    lines = screen.shows("Your schedule, which is the shortest")
    assert any(line.split() == ["6", "program", "1", "write", "c", "x", "c", "=", "1"] for line in lines)
    assert all(len(line) <= size[0] for line in lines)
    screen.close()


def test_step_is_taken_back_and_a_missed_goal_is_said(start: Start) -> None:
    screen = start()
    screen.press("1", "1", "1", "2", "2", "2").shows("all have ended; the goal is not reached")
    screen.press("\x7f", "\x7f").shows("Schedule 1 1 1 2")
    screen.press("2", "2", "\r").shows("Not right: that schedule does not reach the goal")
    lines = screen.shows("The shortest schedule")
    assert any("ends with" in line and "c = 2" in line for line in lines)
    screen.close()


def test_programs_move_together_before_they_are_below_each_other(start: Start) -> None:
    """Two of 37 cells fit into the 76 of a line with two cells between them, not with three."""
    lines = start(CARDS.replace("write c x]", "write c x if x < 11111111111111111]")).shows("1 or 2 goes on")
    assert any(line.split() == ["1", "program", "1", "2", "program", "2"] for line in lines)


def test_three_programs_are_listed(start: Start) -> None:
    """Each that can go on."""
    third = LOCKS.replace("    goal", "      - [acquire a, release a]\n    goal")
    screen = start(third)
    screen.shows("1, 2 or 3 goes on")
    screen.press("3").shows("2 or 3 goes on")
    screen.close()


def test_program_that_waits_does_not_go_on(start: Start) -> None:
    screen = start(LOCKS)
    screen.press("1", "2").shows("Right.")
    screen.close()


def test_claim_that_no_schedule_reaches_the_goal(start: Start) -> None:
    screen = start(LOCKS)
    screen.press("1", "1", "2").shows("program 2 waits for b, which program 1 holds")
    screen.press("0").shows("no schedule reaches the goal")
    screen.press("\x7f").shows("Schedule 1 1")
    screen.press("0", "\r").shows("Not right: a schedule reaches the goal")
    screen.close()


def test_answer_is_a_line(start: Start) -> None:
    screen = start(CARDS, "--plain")
    said = screen.everything("112\r112221\rquit\r")
    assert "program 2:" in said
    assert "such as 1221, or none" in said
    assert "a program can still go on" in said
    assert "Right." in said


@pytest.mark.parametrize(("answer", "correct"), [([1, 1, 2, 2, 2, 1], True), ("none", False)])
def test_answer_is_a_list_in_json(start: Start, quizapp: Run, answer: object, correct: bool, tmp_path: Path) -> None:
    imported(quizapp, tmp_path / "turns", CARDS)
    sent = "\n".join(json.dumps({"type": "answer", "answer": each}) for each in ([1, 1], answer))
    asked, refused, graded, *_ = map(json.loads, quizapp("quiz", "--jsonl", "turns", stdin=sent).stdout.splitlines())
    assert (asked["kind"], "goal: c == 1" in asked["code"]) == ("schedule", True)
    assert (refused["type"], "still go on" in refused["message"]) == ("error", True)
    assert graded["correct"] == correct
    assert graded["difference"] == {
        "of": "schedule", "goal": "c == 1", "given": answer, "shortest": [1, 1, 2, 2, 2, 1],
    }  # fmt: skip


@pytest.mark.parametrize("suffix", ["md", "csv", "json", "apkg"])
def test_export_holds_the_programs_and_the_answer(quizapp: Run, tmp_path: Path, suffix: str) -> None:
    imported(quizapp, tmp_path / "turns", CARDS)
    out = tmp_path / f"out.{suffix}"
    exported(quizapp, "turns", out)
    if suffix != "apkg":
        assert "write c x" in out.read_text()
