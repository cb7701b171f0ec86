"""Failures around the program: full disks, closed pipes, read-only files, long absences."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run


def lines_of(text: str) -> list[dict]:  # type: ignore[type-arg]
    """Return JSON Lines."""
    return [json.loads(line) for line in text.splitlines()]


def summary(text: str) -> dict:  # type: ignore[type-arg]
    """Return the last line of a session."""
    return lines_of(text)[-1]


RATE = '{"type": "rate", "rating": "%s"}\n'


def test_closed_pipe_ends_quietly(environ: dict[str, str], quizapp: Run) -> None:
    """As in `quizapp cards list | head -1`."""
    quizapp("status")
    done = subprocess.run(
        ["/bin/bash", "-o", "pipefail", "-c", f"{sys.executable} -m quizapp cards list | head -n 1"],
        env=environ, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


WRAPPED = """
import dataclasses, sys
from quizapp.cli.main import main
def interrupted(*_):
    raise KeyboardInterrupt
dataclasses.Field.__set_name__ = interrupted
sys.exit(main(["deck", "list"]))
"""


@pytest.mark.once
def test_ctrl_c_while_a_class_is_created_is_ctrl_c(environ: dict[str, str]) -> None:
    """Python 3.11 raises a RuntimeError caused by the interrupt: the learner sees neither."""
    done = subprocess.run(
        [sys.executable, "-c", WRAPPED], env=environ, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 130, done.stderr
    assert done.stderr == "\n"


@pytest.mark.fresh
@pytest.mark.file
def test_full_disk_is_one_error_and_loses_nothing(environ: dict[str, str], quizapp: Run) -> None:
    """Simulated by a limit on file sizes: acknowledged answers are stored, and the next session continues."""
    quizapp("quiz", "--jsonl", "--limit", "3", stdin=RATE % "easy" * 3)
    size = sum(path.stat().st_size for path in Path(environ["QUIZAPP_DB"]).parent.glob("quiz.db*"))
    done = subprocess.run(
        [sys.executable, "-m", "quizapp", "quiz", "--jsonl", "--new", "90", "--cram"],
        input=RATE % "easy" * 600, env=environ, capture_output=True, text=True, timeout=120, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40_000, size + 40_000)),
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    faults = [line for line in lines_of(done.stdout) if line["type"] == "error"]
    acknowledged = sum(line["type"] == "graded" for line in lines_of(done.stdout))
    assert faults or done.returncode == 4, (done.returncode, done.stderr[-500:])
    shown = json.loads(quizapp("status", "--json").stdout)
    assert shown["done_today"] == 3
    crammed = subprocess.run(
        [sys.executable, "-c", "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("
         "\"SELECT COUNT(*) FROM events WHERE kind = 'cram'\").fetchone()[0])", environ["QUIZAPP_DB"]],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(crammed.stdout) >= acknowledged
    assert quizapp("doctor").returncode == 0


@pytest.mark.file
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_database_is_one_error(environ: dict[str, str], quizapp: Run) -> None:
    """With the file and what to do."""
    quizapp("status")
    Path(environ["QUIZAPP_DB"]).chmod(0o400)
    done = quizapp("quiz", "--jsonl", stdin=RATE % "good")
    assert done.returncode == 4
    assert "--db" in done.stderr


@pytest.mark.fresh
@pytest.mark.file
def test_unusable_database_is_one_error(environ: dict[str, str], quizapp: Run) -> None:
    """A folder, a text file, another program's database, a newer one: refused and unchanged."""
    path = Path(environ["QUIZAPP_DB"])
    path.mkdir()
    assert quizapp("status").returncode == 4
    path.rmdir()
    path.write_text("my notes\n" * 200)
    done = quizapp("status")
    assert (done.returncode, "Traceback" in done.stderr) == (4, False)
    assert path.read_text() == "my notes\n" * 200


def return_after_absence(quizapp: Run, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a session two months after a day on which everything was asked once."""
    quizapp("config", "comeback_limit", "5")
    quizapp("quiz", "--jsonl", "--new", "40", stdin=RATE % "easy" * 40)
    return quizapp(
        "quiz", "--jsonl", "--new", "0", *words, stdin=RATE % "easy" * 60, QUIZAPP_NOW="2026-05-04T12:00:00+00:00"
    )


def test_session_after_an_absence_is_capped(quizapp: Run) -> None:
    """Those most at risk come today; the rest is spread over days, and the session says so."""
    assert summary(return_after_absence(quizapp).stdout)["answered"] == 5


def test_minutes_end_a_session(quizapp: Run) -> None:
    """No question starts after the time is over."""
    done = quizapp("quiz", "--jsonl", "--minutes", "0.1", stdin=RATE % "easy" * 3)
    assert summary(done.stdout)["answered"] <= 3
    assert quizapp("quiz", "--jsonl", "--minutes", "0").returncode == 2


def test_missed_day_ends_the_streak(quizapp: Run) -> None:
    """It shows in the last thirty days."""
    for day in ("2026-03-02", "2026-03-03", "2026-03-05"):
        quizapp("quiz", "--jsonl", "--limit", "1", stdin=RATE % "good", QUIZAPP_NOW=f"{day}T12:00:00+00:00")
    shown = quizapp("status", QUIZAPP_NOW="2026-03-05T13:00:00+00:00").stdout
    assert "1 day in a row; 3 of the last 30 days" in shown
    later = quizapp("status", QUIZAPP_NOW="2026-03-09T13:00:00+00:00").stdout
    assert "starts again with today's first answer; 3 of the last 30 days" in later


def test_day_without_remaining_answers_is_no_study_day(quizapp: Run) -> None:
    """A day counts until its last answer is undone."""
    first, second = "2026-03-02T12:00:00+00:00", "2026-03-03T12:00:00+00:00"
    quizapp("quiz", "--jsonl", "--limit", "1", stdin=RATE % "good", QUIZAPP_NOW=first)
    quizapp("quiz", "--jsonl", "--limit", "2", stdin=RATE % "good" * 2, QUIZAPP_NOW=second)
    shown = [json.loads(quizapp("status", "--json", QUIZAPP_NOW=second).stdout)]
    for _ in range(2):
        assert quizapp("undo", QUIZAPP_NOW=second).returncode == 0
        shown.append(json.loads(quizapp("status", "--json", QUIZAPP_NOW=second).stdout))
    assert [(each["streak_days"], each["done_today"]) for each in shown] == [(2, 2), (2, 1), (1, 0)]


@pytest.mark.parametrize("moment", ["2026-03-29T03:30:00+02:00", "2026-10-25T02:30:00+01:00"])
def test_study_day_ends_at_the_rollover_at_clock_changes(quizapp: Run, moment: str) -> None:
    """At 3:30 in Berlin it is still yesterday, whichever way the clock was changed."""
    shown = json.loads(quizapp("status", "--json", QUIZAPP_NOW=moment, TZ="Europe/Berlin").stdout)
    assert shown["study_day"] == ("2026-03-28" if moment.startswith("2026-03") else "2026-10-24")


@pytest.mark.file
def test_answers_count_where_the_daily_backup_fails(environ: dict[str, str], quizapp: Run) -> None:
    """A file is in the place of the folder of backups, as where it cannot be written to: a warning, exit code 0."""
    backups = Path(environ["QUIZAPP_DB"]).parent / "backups"
    backups.touch()
    done = quizapp("quiz", "--jsonl", "--limit", "1", stdin=RATE % "good")
    assert (done.returncode, summary(done.stdout)["answered"]) == (0, 1), done.stderr
    assert done.stderr.startswith("warning: Your answers are stored, but the backup of today is missing.")
    assert str(backups) in done.stderr
    assert json.loads(quizapp("status", "--json").stdout)["done_today"] == 1
    assert quizapp("backup").returncode == 4  # there it is what was asked for
