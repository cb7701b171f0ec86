"""A class on the server for one test; its members are `me`, who teaches, `a` and `b`."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import psycopg
import pytest
from fork_server import ForkServer
from server import OWNER, Running, fresh

from tests.conftest import NOON


class Classroom:
    """A fresh class, and ways to use it as any user."""

    def __init__(self, server: Running, database: str, folder: Path, fork_server: ForkServer) -> None:
        self.server, self.database, self.folder, self.fork_server = server, database, folder, fork_server

    def url(self, user: str) -> str:
        """Return the URL of the class for a user."""
        return self.server.url(self.database, user)

    def connect(self, user: str, **more: Any) -> "psycopg.Connection[Any]":
        """Connect as a user, as any PostgreSQL client does."""
        return psycopg.connect(self.url(user).replace("+psycopg", ""), autocommit=True, **more)

    def query(self, user: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a statement run by a user."""
        with self.connect(user) as connection:
            found = connection.execute(statement, values or None)  # type: ignore[arg-type]
            return found.fetchall() if found.description else []

    def run(self, user: str, *words: str, stdin: str = "", **more: str) -> "CompletedProcess[str]":
        """Run quizapp as a user."""
        own = {"QUIZAPP_DB": self.url(user), "XDG_DATA_HOME": str(self.folder), "QUIZAPP_NOW": NOON, "PYTHONUTF8": "1"}
        env = own | {"QUIZAPP_CONFIG": str(self.folder / "none.toml"), "HOME": str(self.folder)} | more
        return self.fork_server.run(words, env, stdin)


@pytest.fixture
def classroom(server: Running, tmp_path: Path, fork_server: ForkServer) -> Iterator[Classroom]:
    """Create a class with the shipped decks and no answers."""
    with fresh(server) as database:
        yield Classroom(server, database, tmp_path, fork_server)


Answer = Callable[..., None]
EVENTS = "SELECT * FROM events ORDER BY learner, id"
RATE = '{"type": "rate", "rating": "%s"}\n'


@pytest.fixture
def answer(classroom: Classroom) -> Answer:
    """Return a function that answers so many cards as a user."""

    def do(user: str, count: int, rating: str = "good", *words: str, **more: str) -> None:
        done = classroom.run(
            user, "quiz", *words, "--jsonl", "--limit", str(count), stdin=RATE % rating * count, **more
        )
        assert done.returncode == 0, done.stderr

    return do


@pytest.fixture
def empty(server: Running, classroom: Classroom) -> Iterator[str]:
    """Create an empty database of the owner; yield its name."""
    name = f"{classroom.database}_r"
    server.query("postgres", f"CREATE DATABASE {name} OWNER {OWNER}")
    try:
        yield name
    finally:
        server.query("postgres", f"DROP DATABASE {name} WITH (FORCE)", "postgres")


def dumped(classroom: Classroom) -> Path:
    """Dump the class as its owner; return the file."""
    file = classroom.folder / "class.dump"
    done = classroom.run(OWNER, "db", "dump", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["bytes"] == file.stat().st_size
    return file
