"""A class is dumped while learners answer and restored into another database; damage is refused before any write."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from server import OWNER, Running

from tests.classes.conftest import RATE, Answer, Classroom
from tests.conftest import NOON

EVENTS = "SELECT * FROM events ORDER BY learner, id"


@pytest.fixture
def empty(server: Running, classroom: Classroom) -> Iterator[str]:
    """Create an empty database of the owner; yield its name."""
    name = f"{classroom.database}_r"
    server.query("postgres", f"CREATE DATABASE {name} OWNER {OWNER}")
    try:
        yield name
    finally:
        server.query("postgres", f"DROP DATABASE {name} WITH (FORCE)", "postgres")


def _dump(classroom: Classroom) -> Path:
    file = classroom.folder / "class.dump"
    done = classroom.run(OWNER, "db", "dump", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["bytes"] == file.stat().st_size
    return file


def _answer_in_a_process(classroom: Classroom, user: str) -> int:
    """Answer five cards, and return the exit code; the server that forks programs serves one thread only."""
    env = os.environ | {"QUIZAPP_DB": classroom.url(user), "HOME": str(classroom.folder), "QUIZAPP_NOW": NOON}
    words = [sys.executable, "-m", "quizapp", "quiz", "--jsonl", "--limit", "5"]
    return subprocess.run(words, env=env, input=RATE % "good" * 5, text=True, capture_output=True).returncode


def test_a_class_that_is_in_use_is_dumped_and_restored(
    server: Running, classroom: Classroom, answer: Answer, empty: str
) -> None:
    """Each event before the dump is restored as it was; members connect and answer, a stranger cannot connect."""
    answer("a", 2)
    before = classroom.query(OWNER, EVENTS)
    with ThreadPoolExecutor(2) as pool:
        busy = [pool.submit(_answer_in_a_process, classroom, name) for name in ("a", "b")]
        file = _dump(classroom)
        assert [each.result() for each in busy] == [0, 0]
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


def test_a_damaged_dump_is_refused_and_nothing_is_written(
    server: Running, classroom: Classroom, answer: Answer, empty: str
) -> None:
    """A changed byte near the start, in the middle or at the end, a missing end, and bytes after the end."""
    answer("a", 1)
    file = _dump(classroom)
    sound = file.read_bytes()
    places = (2, 20, len(sound) // 2, len(sound) - 1)
    damaged = [sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :] for at in places]
    for content in (*damaged, sound[:-40], sound + b"x", b""):
        file.write_bytes(content)
        done = classroom.run(OWNER, "db", "restore", str(file), server.url(empty))
        assert (done.returncode, "cannot be restored" in done.stderr) == (3, True), done.stderr
    assert server.query(empty, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == [(0,)]


def test_only_the_owner_dumps_and_a_refusal_leaves_no_file(classroom: Classroom) -> None:
    """A learner's dump would hold one history only; a file that exists is kept."""
    file = classroom.folder / "class.dump"
    done = classroom.run("a", "db", "dump", str(file))
    assert (done.returncode, "owner" in done.stderr) == (4, True)
    assert list(classroom.folder.glob("*class.dump*")) == []
    file.write_text("mine", "utf-8")
    assert classroom.run(OWNER, "db", "dump", str(file)).returncode == 2
    assert file.read_text("utf-8") == "mine"
