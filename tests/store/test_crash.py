"""Nothing is lost: answers, a migration and an import are killed at random moments."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from quizapp.store import schema
from quizapp.store.backup.backups import backups_of, faults_of
from quizapp.store.database import open_store
from quizapp.store.maintenance.integrity import integrity
from tests.conftest import Run
from tests.store.devices import START, check

pytestmark = pytest.mark.file
KILLS = 300
DRIVER = Path(__file__).parents[1] / "crash_driver.py"
RATE = '{"type": "rate", "rating": "%s"}\n'


def test_three_hundred_kills_lose_no_answer(tmp_path: Path) -> None:
    """At full speed, at random moments: all that was acknowledged is there, whole, and the states are its fold."""
    done = subprocess.run(
        [sys.executable, str(DRIVER), str(tmp_path / "q.db"), str(KILLS), "20260302"],
        capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["faults"] == []
    assert found["kills"] == KILLS
    assert found["acknowledged"] > KILLS  # else nothing was answered, and the test says nothing
    assert found["unacknowledged"] <= KILLS  # one a life: stored, and killed before it could say so


def test_the_quiz_itself_is_killed(environ: dict[str, str], quizapp: Run) -> None:
    """The command as a front end drives it: what was graded is there."""
    quizapp("status")
    graded, chance = 0, random.Random(5)
    for _ in range(4):
        words = [sys.executable, "-m", "quizapp", "quiz", "--jsonl", "--new", "90", "--cram"]
        with subprocess.Popen(words, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as quiz:
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


def old_database(path: Path, answers: int) -> None:
    """A database of the first version, with reviews in it."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "quizapp.store:migrations")
    config.set_main_option("path_separator", "os")
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        rows = [
            (
                "me",
                f"019c9000-0000-7000-8000-{n:012x}",
                "aaaa",
                START + n,
                "2026-03-02",
                f"d/c/{n}",
                '{"rating":"good"}',
            )
            for n in range(answers)
        ]
        raw.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, 'proof', NULL, ?)", rows)
        card = ("d", "c", "what", "recall", "[]", 0, "", "{}", "", 0, 0)
        raw.executemany(f"INSERT INTO cards VALUES (?{', ?' * 11})", [(f"d/c/{n}", *card) for n in range(answers)])
        raw.commit()


def version_of(path: Path) -> str:
    """The version that a database has."""
    with closing(sqlite3.connect(path)) as raw:
        return str(raw.execute("SELECT version_num FROM alembic_version").fetchone()[0])


MIGRATE = "import sys; from pathlib import Path; from quizapp.store.database import open_store; "
MIGRATE += "import alembic.command; print('ready', flush=True); sys.stdin.readline(); "
MIGRATE += "open_store(Path(sys.argv[1]), 'me')"


def test_a_migration_that_is_killed_happens_wholly_or_not_at_all(tmp_path: Path) -> None:
    """Every event is there in the old version or in the new one, and the backup of before is sound."""
    template = tmp_path / "old.db"
    old_database(template, 3000)
    chance, versions = random.Random(7), set()
    for number in range(8):
        path = tmp_path / f"{number}" / "q.db"
        path.parent.mkdir()
        shutil.copyfile(template, path)
        with subprocess.Popen(
            [sys.executable, "-c", MIGRATE, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdin and child.stdout
            child.stdout.readline()
            child.stdin.write("\n")
            child.stdin.flush()
            time.sleep(chance.uniform(0, 0.25))
            os.kill(child.pid, signal.SIGKILL)
        versions.add(version_of(path))
        assert version_of(path) in ("0001", schema.VERSION)
        assert faults_of(path) == []
        assert all(faults_of(each.path) == [] for each in backups_of(path))
        with closing(open_store(path, "me")) as store:
            with store.reading() as connection:
                assert connection.exec_driver_sql("SELECT COUNT(*) FROM events").scalar() == 3000
                assert connection.exec_driver_sql("SELECT COUNT(*) FROM cards WHERE siblings = ''").scalar() == 0
            assert integrity(store) == []
        assert version_of(path) == schema.VERSION
        assert [version_of(each.path) for each in backups_of(path) if each.reason == "migration"].count("0001") >= 1
    assert "0001" in versions


def test_an_import_that_is_killed_happens_wholly_or_not_at_all(
    environ: dict[str, str], quizapp: Run, tmp_path: Path
) -> None:
    """No card of the deck, or all of them with the event that says so."""
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
        child.wait()
        with closing(sqlite3.connect(path)) as raw:
            assert raw.execute(query).fetchone() in ((0, 0), (20_000, 1))
    check(path)
