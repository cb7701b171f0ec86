"""A class on a real PostgreSQL server behind a real server of pages."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from limits import START_SECONDS, end, killed_after
from server import Running, fresh

from tests.conftest import NOON
from tests.web.client import Client, Page

SESSION, BEFORE = "quizapp-class", "quizapp-class-before"


class Browser(Client):
    """A browser of a member of the class."""

    def sign_in(self, name: str, password: str) -> Page:
        """Fill in the form of sign-in."""
        return self.submit(self.get("/sign-in").form("/sign-in"), name=name, password=password)

    def form_token(self) -> str:
        """Return what forms of this session carry."""
        return self.get("/").form("/sign-out").fields["form"]


@dataclass
class ServedClass:
    """A class with a server of pages; its members are `me`, who teaches, `a` and `b`."""

    server: Running
    database: str
    folder: Path
    port: int
    processes: list["subprocess.Popen[str]"] = field(default_factory=list)
    browsers: list[Browser] = field(default_factory=list)
    output: str = ""

    @property
    def base(self) -> str:
        """The address of the pages."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The URL of the class, without a role."""
        return f"postgresql+psycopg://127.0.0.1:{self.server.port}/{self.database}"

    def start(self, *words: str, **more: str) -> None:
        """Start the server of pages, and wait until it listens."""
        own = {"QUIZAPP_DB": "", "XDG_DATA_HOME": str(self.folder / "data"), "HOME": str(self.folder),
               "QUIZAPP_CONFIG": str(self.folder / "none.toml"), "QUIZAPP_NOW": NOON, "QUIZAPP_DEBUG": "1",
               "PATH": os.environ["PATH"], "QUIZAPP_NEW_PER_DAY": "40", "QUIZAPP_PATH": "all"}  # fmt: skip
        command = [
            sys.executable,
            "-m",
            "quizapp",
            "web",
            "--class",
            "--db",
            self.url,
            "--port",
            str(self.port),
            *words,
        ]
        process = subprocess.Popen(command, env=own | more, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                   cwd=Path(__file__).parents[3])  # fmt: skip
        self.processes.append(process)
        assert process.stdout
        seen = ""
        with killed_after(process, START_SECONDS):
            for line in process.stdout:
                seen += line
                if re.match(r"http://\S+/$", line.strip()):
                    return
        raise AssertionError(f"the server did not start: {seen}")

    def browser(self, **headers: str) -> Browser:
        """Return a browser that is not signed in."""
        self.browsers.append(Browser(self.base, **headers))
        return self.browsers[-1]

    def signed_in(self, name: str) -> Browser:
        """Return a browser in which a member is signed in."""
        found = self.browser()
        assert f"Sign out {name}" in found.sign_in(name, self.server.password).text
        return found

    def query(self, statement: str, user: str = "postgres") -> list[tuple[Any, ...]]:
        """Return the rows of a statement, by default run by the administrator, whom no policy limits."""
        return self.server.query(self.database, statement, user)

    def connections(self, name: str) -> int:
        """Return how many connections a role has."""
        return int(self.query(f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{name}'")[0][0])

    def stop(self) -> str:
        """End the servers; return what they printed since they listened."""
        for process in self.processes:
            end(process)
            if process.stdout and not process.stdout.closed:
                self.output += process.stdout.read()
                process.stdout.close()
        return self.output


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def new_class(running: Running, folder: Path) -> Iterator[ServedClass]:
    """Create a class on a server; the test starts its server of pages."""
    with fresh(running) as database:
        served = ServedClass(running, database, folder, free_port())
        yield served
        for browser in served.browsers:
            browser.pool.clear()
        served.stop()


@pytest.fixture
def class_pages(server: Running, tmp_path: Path) -> Iterator[ServedClass]:
    """Create a class with the shipped decks."""
    with new_class(server, tmp_path) as served:
        yield served
