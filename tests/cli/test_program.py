"""Questions of the kind `program` on a pseudo-terminal, with an editor, line by line, and as JSON lines."""

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from screens import SIZES, TerminalScreen

from tests.cli.card_list import exported, imported
from tests.conftest import Run

pytestmark = pytest.mark.once

CARDS = """\
cards: sums
title: Sums
questions:
  - id: add
    kind: program
    ask: Add one.
    task: It shall return `x` and one more.
    given: |
      def add(x):
          print("adding")
          return x
    solution: |
      def add(x):
          return x + 1
    checks: |
      import answer


      def check_small_numbers():
          value = 1
          assert answer.add(value) == 2, "one and one"


      def check_text_is_refused():
          try:
              answer.add("")
          except TypeError:
              return
          assert False
    seconds: 1.0
    hint: Which operator adds?
    explain: One more than `x`.
"""
Start = Callable[..., TerminalScreen]


@pytest.fixture
def start(environ: dict[str, str], quizapp: Run, tmp_path: Path) -> Start:
    """Import the question, agree to its code, and return what starts the quiz at it."""
    imported(quizapp, tmp_path / "sums", CARDS)
    assert quizapp("deck", "trust", "sums", "--yes").returncode == 0

    def run(*words: str, size: tuple[int, int] = (80, 24), **more: str) -> TerminalScreen:
        return TerminalScreen(environ, "quiz", "sums", *words, size=size, **more)

    return run


def events(environ: dict[str, str]) -> list[tuple[str, dict[str, object]]]:
    """Return the kind and the payload of each event of the card, oldest first."""
    statement = "SELECT kind, payload FROM events WHERE card = 'sums/sums/add' ORDER BY time_ms, id"
    with closing(sqlite3.connect(environ["QUIZAPP_DB"])) as connection:
        return [(kind, json.loads(payload)) for kind, payload in connection.execute(statement)]


DOWN, END = "\x1b[B", "\x1b[F"


@pytest.mark.parametrize("size", SIZES)
def test_a_program_is_typed_tried_mended_and_rated(
    start: Start, environ: dict[str, str], size: tuple[int, int]
) -> None:
    """A try that fails tells the call, its variables and both values; a pass at the second try suggests Hard."""
    screen = start(size=size)
    screen.shows("Enter run the checks")
    screen.press("\r").shows("change it first")
    screen.press("t", DOWN, DOWN, END, " + 2", "\x1b").shows("return x + 2")
    screen.press("\r").shows("1 of 2 checks fails")
    lines = screen.shows("one and one")
    assert all(len(line) <= size[0] for line in lines)
    told = " ".join(" ".join(lines).split())
    assert "expected 2 got 3" in told
    screen.press("t", "\x7f", "1", "\x1b").shows("before your last change")
    screen.press("\r").shows("both checks pass, at try 2")
    screen.shows("Space = Hard")
    screen.press(" ")
    screen.close()
    (first, second, review) = (payload for _, payload in events(environ))
    assert [first["verdict"], second["verdict"]] == ["failed", "passed"]
    assert review["rating"] == "hard"
    assert review["answer"]["tries"] == 2  # type: ignore[index]


def test_a_program_is_changed_in_the_editor(start: Start, tmp_path: Path) -> None:
    """One that fails changes nothing; a pass at the first try suggests Good."""
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nfor file; do :; done\nsed -i 's/return x/return x + 1/' \"$file\"\nexit $STATUS\n")
    editor.chmod(0o755)
    screen = start(EDITOR=str(editor), STATUS="3")
    screen.press("v").shows("ended with exit code 3. Your program is as it was before.")
    screen.close()
    screen = start(EDITOR=str(editor), STATUS="0")
    screen.press("v").shows("return x + 1")
    screen.press("\r").shows("both checks pass, at the first try")
    screen.shows("Space = Good")
    screen.close()


def test_the_last_try_is_kept_and_shown_next_time(start: Start, environ: dict[str, str]) -> None:
    """After Ctrl-C, whether it was run or not; `x` starts again with the given program."""
    screen = start()
    screen.press("t", DOWN, DOWN, END, " * 9").shows("return x * 9")
    screen.everything(leave="\x03")
    assert [(kind, payload.get("verdict")) for kind, payload in events(environ)] == [("try", None)]
    screen = start()
    screen.shows("Your last try")
    screen.shows("return x * 9")
    screen.press("x").shows("Space show a solution")
    assert not any("* 9" in line for line in screen.lines)
    screen.close()


def test_giving_up_shows_a_solution_beside_the_last_try(start: Start, environ: dict[str, str]) -> None:
    screen = start()
    screen.press("t", DOWN, DOWN, END, " + 5", "\x1b").shows("give up")
    screen.press("\r").shows("Try 1")
    screen.press(" ").shows("Not right: 1 of 2 checks fails")
    lines = screen.shows("Enter = Again")  # Space would first turn to the rest of the solution
    assert any(line.strip() == "-     return x + 5" for line in lines) or any("return x + 5" in line for line in lines)
    assert any("+     return x + 1" in line for line in lines)
    screen.press("\r").shows("Your last try")
    screen.press("u").shows("Undone: review")
    screen.close()
    assert [kind for kind, _ in events(environ)] == ["try", "review", "undo"]


def test_a_hint_makes_a_first_pass_hard(start: Start) -> None:
    screen = start()
    screen.press("h").shows("Which operator adds?")
    screen.press("t", DOWN, DOWN, END, " + 1", "\x1b", "\r").shows("Space = Hard")
    screen.close()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("while True: pass", "was still computing: does a loop never end?"),
        ("import threading; threading.Event().wait()", "waits for something that never comes"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
    ],
)
def test_what_does_not_end_or_fails_is_told_with_its_line(start: Start, line: str, told: str) -> None:
    screen = start(size=(120, 40))
    screen.press("t", DOWN, END, "\r", line, "\x1b", "\r").shows(told)
    assert any(each.strip().startswith("line 3 in add:") for each in screen.lines)
    screen.close()


def test_code_runs_only_after_consent_which_hides_the_solution(
    environ: dict[str, str], quizapp: Run, tmp_path: Path
) -> None:
    imported(quizapp, tmp_path / "sums", CARDS)
    screen = TerminalScreen(environ, "quiz", "sums", size=(120, 60))
    screen.press("t", DOWN, DOWN, END, " + 1", "\x1b", "\r").shows("run exactly this code")
    seen = "\n".join(screen.lines)
    assert "check_small_numbers" in seen
    assert "return x + 1" not in seen
    screen.press("n").shows("not run")
    screen.press(" ").shows("A solution")
    screen.close()


def test_line_mode_shows_a_solution_to_compare_with(start: Start) -> None:
    said = re.sub(r"\x1b\[[0-9;]*m", "", start("--plain").everything("\r3\rquit\r"))
    assert "then you rate yourself" in said
    assert "return x + 1" in said
    assert "How well did you know it?" in said


def test_json_lines_are_graded_by_the_learner(start: Start, quizapp: Run) -> None:
    sent = [{"type": "answer", "answer": "def add(x): ..."}, {"type": "rate", "rating": "good"}]
    done = quizapp("quiz", "--jsonl", "sums", stdin="\n".join(map(json.dumps, sent)))
    asked, shown, graded, *_ = map(json.loads, done.stdout.splitlines())
    assert (asked["kind"], asked["code"].splitlines()[0]) == ("program", "def add(x):")
    assert asked["ask"] == "Add one.\n\nIt shall return `x` and one more."
    assert shown["type"] == "revealed"
    assert shown["difference"]["given"] == "def add(x): ..."
    assert shown["difference"]["solution"].startswith("def add(x):\n    return x + 1")
    assert (graded["type"], graded["rating"]) == ("graded", "good")


@pytest.mark.parametrize("suffix", ["md", "csv", "json", "apkg", "gift"])
def test_export_holds_the_task_the_program_and_the_solution(quizapp: Run, tmp_path: Path, suffix: str) -> None:
    """As a question with two sides, of which the report tells; whole in the program's own format."""
    imported(quizapp, tmp_path / "sums", CARDS)
    out = tmp_path / f"out.{suffix}"
    exported(quizapp, "sums", out)
    if suffix in ("md", "csv", "json"):
        assert "return x + 1" in out.read_text()


def test_preview_shows_the_program_its_checks_and_a_solution(quizapp: Run, tmp_path: Path) -> None:
    imported(quizapp, tmp_path / "sums", CARDS)
    said = quizapp("deck", "preview", str(tmp_path / "sums")).stdout
    for text in ("It shall return", 'print("adding")', "check_small_numbers", "within 1 s", "return x + 1", "One more"):
        assert text in said


def test_deck_test_proves_the_solution_and_the_given_program(quizapp: Run, tmp_path: Path) -> None:
    """Both ways to be wrong fail."""
    folder = tmp_path / "sums"
    imported(quizapp, folder, CARDS)
    done = quizapp("deck", "test", str(folder), "--yes")
    assert done.returncode == 0, done.stdout
    assert (
        "the solution passes 2 checks; the given program fails: small numbers: add(value): expected 2, got 1"
        in done.stdout
    )
    (folder / "sums.yaml").write_text(CARDS.replace("return x + 1", "return x + 3"))
    done = quizapp("deck", "test", str(folder), "--yes")
    assert done.returncode == 1
    assert "the solution fails: small numbers: add(value): expected 2, got 4 (line 6 of the checks)" in done.stdout
    (folder / "sums.yaml").write_text(CARDS.replace("          return x\n", "          return 1 + x\n"))
    done = quizapp("deck", "test", str(folder), "--yes")
    assert done.returncode == 1
    assert "the given program passes: small numbers, text is refused" in done.stdout
