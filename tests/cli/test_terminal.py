"""The quiz on a real pseudo-terminal."""

import subprocess
import sys
from pathlib import Path

import pexpect
import pytest
from asking import asked

pytestmark = pytest.mark.fresh  # most tests start with the welcome

NEXT_FORTNIGHT = "2026-03-16T12:00:00+00:00"


def start(environ: dict[str, str], *words: str, **more: str) -> "pexpect.spawn[str]":
    """Start the program on a terminal of 80 by 24."""
    env = environ | {"TERM": "xterm-256color", "QUIZAPP_PATH": "all"} | more  # no question about a path
    if not env["QUIZAPP_PATH"]:
        del env["QUIZAPP_PATH"]
    return pexpect.spawn(
        sys.executable, ["-m", "quizapp", *words], env=env, dimensions=(24, 80), encoding="utf-8", timeout=30
    )


def reviews(environ: dict[str, str]) -> int:
    """Return the number of stored answers."""
    return int(asked(environ["QUIZAPP_DB"], "SELECT COUNT(*) FROM events WHERE kind = 'review'")[0][0])


def begin(environ: dict[str, str]) -> "pexpect.spawn[str]":
    """Start the first day, up to its first question."""
    child = start(environ)
    child.expect("Welcome to quizapp")
    child.send(" ")
    child.expect("New: Concurrency")
    child.send("\r")
    child.expect("What is concurrency")
    return child


def test_first_day_with_an_undo_and_a_second_day(environ: dict[str, str]) -> None:
    """Welcome, page, question, answer, rating, undo, rating, quit; the next day asks due and new cards."""
    child = begin(environ)
    child.send("c")
    child.expect("Right")
    child.expect("3 Good 10m")
    child.expect("Space = Good")
    child.send("4")
    child.expect("New: Process")
    child.send("\r")
    child.expect("What does every process have")
    child.send("u")
    child.expect("Undone: review of")
    child.send("c4")
    child.expect("What does every process have")
    child.send("q")
    child.expect("1 answered, 1 right")
    child.expect("New concepts: Concurrency")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    again = start(environ, QUIZAPP_NOW=NEXT_FORTNIGHT)
    again.expect("Welcome back after 14 days")
    again.send(" ")
    again.expect("What is concurrency")
    again.send("q")
    again.expect(pexpect.EOF)


def test_type_ahead_is_kept(environ: dict[str, str]) -> None:
    """A burst of keys is as many keys."""
    child = start(environ)
    child.expect("Welcome to quizapp")
    child.send(" \rc ")
    child.expect("New: Process|What does concurrency gain")
    child.send("q")
    child.expect(pexpect.EOF)
    assert reviews(environ) == 1


@pytest.mark.parametrize("leave", ["interrupt", "hang up"])
def test_terminal_is_restored(environ: dict[str, str], leave: str, tmp_path: Path) -> None:
    """After Ctrl-C and after quitting, the alternate screen is left and echo is on."""
    shell = pexpect.spawn(
        "/bin/sh", env=environ | {"TERM": "xterm", "PS1": "$ "}, dimensions=(24, 80), encoding="utf-8"
    )
    shell.sendline(f"stty -a > {tmp_path}/before; {sys.executable} -m quizapp; stty -a > {tmp_path}/after; echo do''ne")
    shell.expect("Welcome to quizapp", timeout=30)
    shell.send("\x03" if leave == "interrupt" else "\x04")
    shell.expect("\x1b\\[\\?1049l", timeout=30)
    shell.expect("done", timeout=30)
    assert (tmp_path / "after").read_text() == (tmp_path / "before").read_text()
    shell.close()


def test_resize_keeps_the_question(environ: dict[str, str]) -> None:
    """The screen is redrawn."""
    child = begin(environ)
    child.setwinsize(40, 120)
    child.expect("What is concurrency")
    child.setwinsize(12, 40)
    child.expect("What is concurrency")
    child.send("q")
    child.expect(pexpect.EOF)


def test_rated_answer_survives_a_kill(environ: dict[str, str]) -> None:
    """kill -9 at the next question; the next session continues there."""
    child = begin(environ)
    child.send("c ")
    child.expect("New: Process|What does concurrency gain")
    child.kill(9)
    child.close(force=True)
    assert reviews(environ) == 1
    again = start(environ)
    again.expect("New: Process|What does concurrency gain")
    again.send("q")
    again.expect(pexpect.EOF)


def test_no_color_is_honoured(environ: dict[str, str]) -> None:
    """By NO_COLOR."""
    child = start(environ, NO_COLOR="1")
    child.expect("begin")
    assert "\x1b[36m" not in child.before
    assert "\x1b[1;36m" not in child.before
    assert "\x1b[1m" in child.before  # bold stays
    child.send("q")
    child.expect(pexpect.EOF)


def test_dumb_terminal_uses_line_mode(environ: dict[str, str]) -> None:
    """No alternate screen, nothing redrawn; answers and commands are lines."""
    child = start(environ, TERM="dumb")
    child.expect("Welcome to quizapp")
    child.sendline("")
    child.expect("New: Concurrency")
    child.sendline("")
    child.expect("Commands are lines too")
    child.expect("a letter, a to d")
    child.sendline("hint")
    child.expect("no hint")
    child.expect("a letter, a to d")
    child.sendline("c")
    child.expect("Right")
    child.sendline("easy")
    on_page = child.expect(["What does concurrency gain", "New: Process"])
    assert "Commands are lines too" not in child.before
    if on_page:  # undo belongs to a question
        child.sendline("")
        child.expect(r"\?[\s\S]*> ")
    child.sendline("undo")
    child.expect("Undone: review of")
    child.sendline("quit")
    child.expect("No questions were answered")
    child.expect(pexpect.EOF)
    assert "\x1b" not in child.before


def test_invalid_prediction_is_asked_again(environ: dict[str, str]) -> None:
    """Nothing has run, and the question stays open."""
    child = start(environ, "prove", "start-up")
    for _ in range(2):
        child.expect("Your prediction")
        child.send("many\r")
        child.expect("`many` is not a prediction")
    child.expect("Your prediction")
    child.send("\x03")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130


@pytest.mark.parametrize("key", ["\x1b", "?", " "])
def test_page_is_left_by_usual_keys(environ: dict[str, str], key: str) -> None:
    """The list of keys is closed by Esc and by its own key; the question still takes its answer."""
    child = begin(environ)
    child.send("?")
    child.expect("back to the question")
    child.send(key)
    child.expect("What is concurrency")
    child.send("c")
    child.expect("Right")
    child.send("q")
    child.expect(pexpect.EOF)


def test_ctrl_z_gives_the_terminal_back_and_fg_draws_the_question_again(environ: dict[str, str]) -> None:
    shell = pexpect.spawn(
        "/bin/bash",
        ["--norc", "-i"],
        env=environ | {"TERM": "xterm", "PS1": "$ "},
        dimensions=(24, 80),
        encoding="utf-8",
    )
    shell.timeout = 30
    shell.sendline(f"{sys.executable} -m quizapp")
    shell.expect("Welcome to quizapp")
    shell.send("\x1a")
    shell.expect("\x1b\\[\\?1049l")
    shell.expect("Stopped")
    shell.sendline("stty -a | grep -c ' echo '")
    shell.expect("\r1\r\n")
    shell.sendline("fg")
    shell.expect("\x1b\\[\\?1049h")
    shell.expect("Welcome to quizapp")
    shell.send("q")
    shell.expect("\x1b\\[\\?1049l")
    shell.sendline("exit")
    shell.expect(pexpect.EOF)


def test_ctrl_c_says_what_is_stored(environ: dict[str, str]) -> None:
    child = begin(environ)
    child.send("c ")
    child.expect("New: Process|What does concurrency gain")
    child.send("\x03")
    child.expect("Interrupted: 1 answer is stored")
    child.expect(pexpect.EOF)
    assert reviews(environ) == 1


@pytest.mark.parametrize("encoding", ["iso-8859-1", "ascii", "cp437"])
def test_every_screen_can_be_written_in_any_encoding(environ: dict[str, str], encoding: str) -> None:
    env = environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    for words in (["learn", "gil"], ["progress"], ["status"], ["cards", "list"], ["prove"]):
        done = subprocess.run(
            [sys.executable, "-m", "quizapp", *words], env=env, capture_output=True, timeout=60, check=False
        )
        assert (done.returncode, done.stderr.decode("ascii")) == (0, ""), words
        assert done.stdout.decode(encoding)
    child = start(env)
    child.expect("Welcome|New: Concurrency")
    child.send("q")
    child.expect(pexpect.EOF)
    assert "Error" not in child.before


def test_progress_on_a_dumb_terminal_is_plain_text(environ: dict[str, str]) -> None:
    child = start(environ, "progress", TERM="dumb")
    child.expect(pexpect.EOF)
    assert "\x1b" not in child.before
    assert "Habit" in child.before
