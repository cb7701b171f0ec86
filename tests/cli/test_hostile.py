"""A malicious deck, folder and environment, through every command that shows something of them."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pexpect
import pytest

from tests.conftest import Run

EVIL = r"\e]52;c;ZXZpbA==\a \x9b2J \u202e [bold red]x[/] [link=file:///etc]y[/] <script>alert(1)</script> ‮"
EVIL += r"\u2066\u00ad\u3164"
RAW = ("\x1b]52", "\x9b", "\u202e", "\u2066", "\u00ad", "\u3164")
SECTIONS = "".join(f'  {name}: "{EVIL} {name}"\n' for name in ("what", "why", "how", "example", "when", "conclusion"))
CONCEPT = f"""\
concept: evil
title: "{EVIL}"
tags: ["{EVIL}"]
sections:
{SECTIONS}  pros_cons: {{pros: ["{EVIL} p"], cons: ["{EVIL} c"]}}
  related: ["{EVIL}"]
examples:
  e: {{source: "print('{EVIL}')"}}
questions:
  - {{id: c, kind: choice, section: what, ask: "{EVIL}?", answer: "{EVIL} a", distractors: ["{EVIL} b", "{EVIL} d"],
     hint: "{EVIL} h", explain: "{EVIL} e", media: ["{EVIL}.png"]}}
  - {{id: r, kind: recall, section: what, ask: "{EVIL} 2?", answer: "{EVIL} 2"}}
  - {{id: t, kind: typed, section: what, ask: "{EVIL} 3?", answer: "{EVIL} 3"}}
experiments:
  - {{id: x, section: why, claim: "{EVIL}", ask: "{EVIL}?", measure: duration,
     variants: {{a: {{example: e}}}}, baseline: a, contender: a, expect: {{at_most: "10"}}}}
"""
LOOKS = (
    ("deck", "list"), ("deck", "show", "evil-deck"), ("learn", "evil"), ("learn",), ("cards", "list"),
    ("cards", "list", "--json"), ("cards", "list", "--find", "script"), ("cards", "show", "evil-deck/evil/c"),
    ("progress", "--plain"), ("progress",), ("status",), ("prove",), ("prove", "x"), ("quiz", "evil-deck", "--plain"),
    ("quiz", "evil-deck", "--jsonl"), ("deck", "trust", "evil-deck"), ("doctor",), ("plan",),
    ("cards", "list", "\x1b]52;c;x\x07"), ("quiz", "\x9b2J"), ("config", "\x1b]52"),
    ("export", "evil-deck", "--to", "/x\x9b"),
)  # fmt: skip


@pytest.fixture
def evil(quizapp: Run, tmp_path: Path) -> Path:
    """Import the malicious deck."""
    folder = tmp_path / "evil"
    folder.mkdir()
    (folder / "deck.yaml").write_text(f'format: 1\ndeck: evil-deck\ntitle: "{EVIL}"\ndescription: "{EVIL}"\n')
    (folder / "evil.yaml").write_text(CONCEPT)
    done = quizapp("import", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    assert not any(sign in done.stdout + done.stderr for sign in RAW)
    return folder


def test_no_command_prints_escape_sequences_or_markup_of_a_deck(evil: Path, quizapp: Run) -> None:
    """Neither acts on the terminal."""
    for words in LOOKS:
        done = quizapp(*words, stdin="")
        told = done.stdout + done.stderr
        assert not [sign for sign in RAW if sign in told], words
        assert "Traceback" not in told, words
    assert "[bold red]x[/]" in quizapp("learn", "evil").stdout


def test_quiz_on_a_terminal_shows_hostile_text_as_text(evil: Path, environ: dict[str, str]) -> None:
    """Question, options, hint, answer and explanation."""
    child = pexpect.spawn(
        sys.executable, ["-m", "quizapp", "quiz", "evil-deck", "--new", "5"],
        env=environ | {"TERM": "xterm-256color"}, dimensions=(40, 120), encoding="utf-8", timeout=30,
    )  # fmt: skip
    seen = ""
    for key in (" ", " ", "?", "a", "\r", " ", " ", "g", "q", "q"):
        child.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=0.6)
        seen += str(child.before)
        if not child.isalive():
            break
        child.send(key)
    child.close(force=True)
    assert "script" in seen
    assert not [sign for sign in RAW if sign in seen]


def test_deck_cannot_give_consent(quizapp: Run, evil: Path) -> None:
    """Such a key is unknown, and without a terminal no code runs: exit code 5."""
    deck = evil / "deck.yaml"
    deck.write_text(deck.read_text() + "trusted: true\nconsent: yes\n")
    assert quizapp("deck", "check", str(evil)).returncode == 1
    assert quizapp("prove", "x").returncode == 5


@pytest.mark.file
def test_link_out_of_a_folder_is_not_followed(quizapp: Run, tmp_path: Path) -> None:
    """A folder of notes cannot make cards from a file outside."""
    secret = tmp_path / "secret.csv"
    secret.write_text("front,back\nmy password?,hunter2\n")
    folder = tmp_path / "notes"
    (folder / "deep").mkdir(parents=True)
    (folder / "own.csv").write_text("front,back\nOwn?,yes\n")
    (folder / "leak.csv").symlink_to(secret)
    (folder / "deep" / "leak").symlink_to(tmp_path)
    assert quizapp("import", str(folder)).returncode == 0
    assert "own" in quizapp("deck", "list").stdout
    assert "hunter2" not in Path(tmp_path / "quiz.db").read_bytes().decode("latin-1")
    assert "0 cards" in quizapp("cards", "list", "--find", "password").stdout


@pytest.mark.once
@pytest.mark.parametrize(
    "more",
    [
        {"QUIZAPP_LEARNER": "\x1b]52;c;x\x07[red]"}, {"QUIZAPP_DB": "/nowhere/\x9b2J/q.db"}, {"COLUMNS": "-5"},
        {"COLUMNS": "many", "LINES": "0"}, {"TERM": "\x1b]0;x\x07"}, {"TZ": "../../etc/passwd"}, {"LANG": "xx"},
        {"QUIZAPP_CONFIG": "/etc"}, {"QUIZAPP_NOW": "\x1b[2J"}, {"NO_COLOR": "", "FORCE_COLOR": "\x1b"},
        {"PYTHONSTARTUP": "/etc/passwd", "PAGER": "touch x;", "EDITOR": "; touch x", "BROWSER": "touch x"},
    ],
)  # fmt: skip
def test_hostile_environment_is_text_or_one_error(quizapp: Run, more: dict[str, str]) -> None:
    """Nothing of it acts on the terminal."""
    for words in (("status",), ("progress",), ("learn", "process"), ("quiz", "--plain", "--limit", "1")):
        done = quizapp(*words, stdin="q\n", **more)
        told = done.stdout + done.stderr
        assert "Traceback" not in told, (words, told)
        assert done.returncode in (0, 2, 3, 4), (words, told)
        assert not [sign for sign in RAW if sign in told], words


@pytest.mark.parametrize(
    "year", ["0001-01-01T00:00:00+14:00", "1970-01-01T00:00:00+00:00", "9999-12-31T23:59:59-12:00"]
)
@pytest.mark.parametrize("words", [("status",), ("quiz", "--jsonl"), ("progress",), ("plan",), ("doctor",)])
def test_clock_at_the_end_of_time_is_one_error(quizapp: Run, year: str, words: tuple[str, ...]) -> None:
    """No due date can be computed there."""
    done = quizapp(*words, stdin="", QUIZAPP_NOW=year)
    assert (done.returncode, "Give a time from 1971 to 8999." in done.stderr) == (2, True), done.stderr


@pytest.mark.file
@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM alembic_version", "is missing"),
        ("UPDATE alembic_version SET version_num = ''", "is ''"),
        ("UPDATE alembic_version SET version_num = '0000'", "is '0000'"),
        ("UPDATE alembic_version SET version_num = 'x'", "is 'x'"),
        ("UPDATE alembic_version SET version_num = x'ff'", "is b'"),
    ],
)
def test_database_without_a_valid_version_is_damaged(
    quizapp: Run, environ: dict[str, str], sql: str, said: str
) -> None:  # fmt: skip
    """Every command says so in one line, a backup of it is not taken for sound, and doctor recovers it."""
    quizapp("status")
    with closing(sqlite3.connect(environ["QUIZAPP_DB"])) as raw:
        raw.execute(sql)
        raw.commit()
    for words in (("status",), ("quiz", "--jsonl"), ("progress",), ("backup",)):
        done = quizapp(*words, stdin="")
        assert (done.returncode, f"the version of its schema {said}" in done.stderr) == (4, True), done.stderr
    assert quizapp("doctor").returncode == 1
    assert quizapp("doctor", "--rebuild").returncode == 0
    assert quizapp("status").returncode == 0
