"""The keyboard on a real pseudo-terminal."""

import sys
from pathlib import Path

import pexpect
import pytest
from asking import asked
from kinds_deck import write_kinds
from screens import TerminalScreen

from tests.conftest import Run

DECK = """\
cards: words
title: Words
questions:
- {id: word, kind: typed, ask: Type the word, answer: memory, hint: it forgets}
- {id: pick, kind: choice, ask: Pick the word, answer: memory, distractors: [stone, water]}
"""


@pytest.fixture
def child(quizapp: Run, environ: dict[str, str], tmp_path: Path) -> "pexpect.spawn[str]":
    """The quiz of two questions on a terminal of 80 by 24."""
    deck = tmp_path / "words"
    deck.mkdir()
    (deck / "deck.yaml").write_text("format: 1\ndeck: words\ntitle: Words\n")
    (deck / "words.yaml").write_text(DECK)
    assert quizapp("import", str(deck)).returncode == 0
    command = ["-m", "quizapp", "quiz", "words"]
    env = environ | {"TERM": "xterm-256color"}
    return pexpect.spawn(sys.executable, command, env=env, dimensions=(24, 80), encoding="utf-8", timeout=30)


def finish(child: "pexpect.spawn[str]") -> None:
    child.send("\x1bq")
    child.expect(pexpect.EOF)


def test_a_typed_answer_is_edited_and_kept_over_a_hint_and_a_resize(
    child: "pexpect.spawn[str]", environ: dict[str, str]
) -> None:
    child.expect(r"\x1b\[\?2004h")  # pasted text is asked for in brackets
    child.expect("Type the word")
    child.send("emory wrong\x17\x7f\x1b[1~m")  # cut a word and a space, go home on a Linux console
    child.send("\x1bh")
    child.expect("it forgets")
    child.setwinsize(6, 40)
    child.expect("m(?:\x1b\\[0m)*emory")
    child.send("\r")
    child.expect("Good")
    child.send("\r")  # Space would first scroll in so small a window
    child.expect("Pick the word")
    finish(child)
    assert '"answer":"memory"' in asked(environ["QUIZAPP_DB"], "SELECT payload FROM events WHERE kind = 'review'")[0][0]


def test_pasted_text_runs_no_command(child: "pexpect.spawn[str]", environ: dict[str, str]) -> None:
    child.expect("Type the word")
    child.send("\x1b[200~memory\r\x1b[201~")
    child.expect("memory")
    child.send("\r ")
    child.expect("Pick the word")
    child.send("\x1b[200~sbs\x1b[201~")  # suspend, bury
    child.expect("pasted text is taken only")
    child.send("q")
    child.expect(pexpect.EOF)
    assert asked(environ["QUIZAPP_DB"], "SELECT COUNT(*) FROM events WHERE kind IN ('suspend', 'bury')")[0][0] == 0


def test_a_key_pressed_during_a_run_does_not_rate_its_result(
    quizapp: Run, environ: dict[str, str], tmp_path: Path
) -> None:
    """It was pressed before the result was shown."""
    assert quizapp("import", str(write_kinds(tmp_path / "naps"))).returncode == 0
    screen = TerminalScreen(environ, "quiz", "naps", "--kind", "output")
    screen.shows("New: Naps")
    screen.press("\r").shows("type what it prints")
    screen.press("nothing like it\r\r").shows("run exactly this code")
    screen.press("y3").shows("Not right")
    screen.close()
    assert asked(environ["QUIZAPP_DB"], "SELECT count(*) FROM events WHERE kind = 'review'") == [(0,)]
