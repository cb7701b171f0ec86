"""No acknowledged answer is lost when programs are killed at random moments."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from limits import limited

from tests.conftest import Run
from tests.store.devices import check

pytestmark = pytest.mark.file
KILLS = 300
DRIVER = Path(__file__).parents[1] / "crash_driver.py"
RATE = '{"type": "rate", "rating": "%s"}\n'


def test_three_hundred_kills_lose_no_answer(tmp_path: Path) -> None:
    """At full speed, at random times: every acknowledged answer is stored, and the states are the fold of the log."""
    done = subprocess.run(
        [sys.executable, str(DRIVER), str(tmp_path / "q.db"), str(KILLS), "20260302"],
        capture_output=True, text=True, timeout=200, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["faults"] == []
    assert found["kills"] == KILLS
    assert found["acknowledged"] > KILLS  # else nothing was answered, and the test proves nothing
    assert found["unacknowledged"] <= KILLS  # at most one per kill: stored, but not yet acknowledged


def test_killed_quiz_loses_no_graded_answer(environ: dict[str, str], quizapp: Run) -> None:
    """The JSON Lines quiz, as a front end drives it."""
    quizapp("status")
    graded, chance = 0, random.Random(5)
    for _ in range(4):
        words = [sys.executable, "-m", "quizapp", "quiz", "--jsonl", "--new", "90", "--cram"]
        started = subprocess.Popen(words, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        with limited(started) as quiz:
            assert quiz.stdin and quiz.stdout
            quiz.stdin.write(RATE % "easy" * 80)
            quiz.stdin.flush()
            for _ in range(chance.randrange(2, 60)):
                graded += '"graded"' in quiz.stdout.readline()
            os.kill(quiz.pid, signal.SIGKILL)
            graded += quiz.stdout.read().count('"graded"')
    stored = check(Path(environ["QUIZAPP_DB"]))
    assert graded > 4
    assert graded <= stored <= graded + 4


def test_killed_import_is_complete_or_absent(environ: dict[str, str], quizapp: Run, tmp_path: Path) -> None:
    """No card of the deck, or all of them with their event."""
    quizapp("status")
    table = tmp_path / "table.csv"
    table.write_text("front,back\n" + "".join(f"question {n},answer {n}\n" for n in range(20_000)))
    chance, path = random.Random(11), Path(environ["QUIZAPP_DB"])
    query = (
        "SELECT (SELECT COUNT(*) FROM cards WHERE deck = 'table'), (SELECT COUNT(*) FROM decks WHERE deck = 'table')"
    )
    for _ in range(4):
        child = subprocess.Popen(
            [sys.executable, "-m", "quizapp", "import", str(table)], env=environ, stdout=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.5, 2.0))
        child.kill()
        child.wait(20)
        with closing(sqlite3.connect(path)) as raw:
            assert raw.execute(query).fetchone() in ((0, 0), (20_000, 1))
    check(path)
