"""A class is dumped while learners answer; what interrupts a dump leaves no file that looks like one."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from server import OWNER, Running

from quizapp.errors import ExitCode, QuizError
from quizapp.store.classroom.dump import dump
from quizapp.store.location import parse_server
from tests.classes.conftest import EVENTS, RATE, Answer, Classroom, dumped
from tests.conftest import NOON


def _answer_in_a_process(classroom: Classroom, user: str) -> tuple[int, str]:
    """Answer five cards; return the exit code and the errors. The server that forks programs serves one thread only."""
    env = os.environ | {"QUIZAPP_DB": classroom.url(user), "HOME": str(classroom.folder), "QUIZAPP_NOW": NOON}
    words = [sys.executable, "-m", "quizapp", "quiz", "--jsonl", "--limit", "5"]
    done = subprocess.run(words, env=env, input=RATE % "good" * 5, text=True, capture_output=True, timeout=120)
    return done.returncode, done.stderr


def test_a_class_that_is_in_use_is_dumped_and_restored(
    server: Running, classroom: Classroom, answer: Answer, empty: str
) -> None:
    """Each event before the dump is restored as it was; members connect and answer, a stranger cannot connect."""
    answer("a", 2)
    before = classroom.query(OWNER, EVENTS)
    with ThreadPoolExecutor(2) as pool:
        busy = [pool.submit(_answer_in_a_process, classroom, name) for name in ("a", "b")]
        file = dumped(classroom)
        assert [each.result() for each in busy] == [(0, "")] * 2
    done = classroom.run(OWNER, "db", "restore", str(file), server.url(empty))
    assert done.returncode == 0, done.stderr
    restored, after = server.query(empty, EVENTS), classroom.query(OWNER, EVENTS)
    assert set(before) <= set(restored) <= set(after)
    own = server.query(empty, EVENTS, "a")
    assert own == [row for row in restored if row[0] == "a"]
    assert classroom.run(OWNER, "doctor", QUIZAPP_DB=server.url(empty)).returncode == 0
    answer("a", 1, QUIZAPP_DB=server.url(empty, "a"))
    server.query("postgres", f"CREATE ROLE stranger LOGIN PASSWORD '{server.password}'")
    try:
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            server.query(empty, "SELECT 1", "stranger")
    finally:
        server.query("postgres", "DROP ROLE stranger")
    again = classroom.run(OWNER, "db", "restore", str(file), server.url(empty))
    assert (again.returncode, "is not empty" in again.stderr) == (2, True)


def test_only_the_owner_dumps_and_a_refusal_leaves_no_file(classroom: Classroom) -> None:
    """A learner's dump would hold one history only; a file that exists is kept."""
    file = classroom.folder / "class.dump"
    done = classroom.run("a", "db", "dump", str(file))
    assert (done.returncode, "owner" in done.stderr) == (4, True)
    assert list(classroom.folder.glob("*class.dump*")) == []
    file.write_text("mine", "utf-8")
    assert classroom.run(OWNER, "db", "dump", str(file)).returncode == 2
    assert file.read_text("utf-8") == "mine"


KILLED = """
import os, signal, sys
from pathlib import Path
from quizapp.store.classroom.dump import dump
from quizapp.store.location import parse_server
dump(parse_server(sys.argv[1]), Path(sys.argv[2]), lambda table: table == sys.argv[3] and os.kill(os.getpid(), 9))
"""


@pytest.mark.parametrize("table", ["cards", "states"])
def test_dump_that_is_killed_leaves_no_dump_and_can_be_repeated(
    classroom: Classroom, answer: Answer, table: str
) -> None:
    """What it had written has another name, and the next dump replaces it."""
    answer("a", 1)
    target = classroom.folder / "class.dump"
    done = subprocess.run([sys.executable, "-c", KILLED, classroom.url(OWNER), str(target), table])
    assert (done.returncode, target.exists()) == (-9, False)
    assert dumped(classroom) == target
    assert [file.name for file in classroom.folder.glob("*class.dump*")] == ["class.dump"]


def test_full_disk_ends_a_dump_with_one_error_and_no_file(classroom: Classroom) -> None:
    """The limit of a file's size fails a write in the middle, as a full disk does."""
    target = classroom.folder / "class.dump"
    env = os.environ | {"QUIZAPP_DB": classroom.url(OWNER), "HOME": str(classroom.folder)}
    done = subprocess.run(
        ["sh", "-c", 'ulimit -f 100; exec "$@"', "sh", sys.executable, "-m", "quizapp", "db", "dump", str(target)],
        env=env, text=True, capture_output=True,
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (4, False), done.stderr
    assert "class.dump: the dump cannot be written: File too large" in done.stderr
    assert list(classroom.folder.glob("*class.dump*")) == []


@pytest.mark.parametrize("table", ["cards", "states"])
def test_server_that_goes_away_ends_a_dump_without_a_file(classroom: Classroom, table: str) -> None:
    """One error of the store; the dump is not continued on another connection, which would see another state."""
    target = classroom.folder / "class.dump"
    end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND usename = %s"

    def interrupt(name: str) -> None:
        if name == table:
            classroom.query("postgres", end, classroom.database, OWNER)

    with pytest.raises(QuizError) as caught:
        dump(parse_server(classroom.url(OWNER)), target, interrupt)
    assert caught.value.exit_code == ExitCode.STORE
    assert list(classroom.folder.glob("*class.dump*")) == []
