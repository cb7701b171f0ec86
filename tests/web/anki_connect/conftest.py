"""A real server with the endpoint, and clients that send what extensions and note tools send."""

import json
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import urllib3
from limits import START_SECONDS, end, killed_after

pytest.importorskip("starlette")

EXTENSION = "moz-extension://7c1f0a3e-2b4d-4e6f-8a9b-0c1d2e3f4a5b"


@dataclass
class Endpoint:
    """A running endpoint, and what the terminal shows."""

    process: "subprocess.Popen[str]"
    port: int
    pages: str  # the address of the pages, with their token
    key: str = ""
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False, timeout=60))

    @property
    def url(self) -> str:
        """The address of the endpoint."""
        return f"http://127.0.0.1:{self.port}"

    def post(self, body: bytes, **headers: str) -> urllib3.BaseHTTPResponse:
        """Send a body, as it is."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.pool.request("POST", self.url, body=body, headers=sent)

    def ask(self, action: str, version: int | None = 6, **params: Any) -> Any:
        """Return the answer to a request that has the key."""
        request = {"action": action, "params": params, "key": self.key} | ({"version": version} if version else {})
        answer = self.post(json.dumps(request).encode())
        assert answer.status == 200, answer.data
        return answer.json()

    def result(self, action: str, **params: Any) -> Any:
        """Return the result of a request, which succeeds."""
        answer = self.ask(action, **params)
        assert set(answer) == {"result", "error"} and answer["error"] is None, answer
        return answer["result"]

    def error(self, action: str, **params: Any) -> str:
        """Return the error of a request, which fails."""
        answer = self.ask(action, **params)
        assert answer["result"] is None and set(answer) == {"result", "error"}, answer
        return str(answer["error"])

    def line(self) -> str:
        """Return the next line of the terminal."""
        assert self.process.stdout
        with killed_after(self.process, START_SECONDS):
            return self.process.stdout.readline().strip()


Start = Callable[..., Endpoint]


def free_port() -> int:
    """Return a port that no program uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(environ: dict[str, str]) -> Iterator[Start]:
    """Return a function that starts the pages with the endpoint on the test's database."""
    running: list[Endpoint] = []

    def started(*words: str, **more: str) -> Endpoint:
        port = free_port()
        command = [sys.executable, "-m", "quizapp", "web", "--no-browser", "--anki-connect"]
        process = subprocess.Popen([*command, "--anki-connect-port", str(port), *words], env=environ | more, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   cwd=Path(__file__).parents[3])  # fmt: skip
        made = Endpoint(process, port, "")
        running.append(made)
        with killed_after(process, START_SECONDS):
            while (line := made.line()) and not line.startswith("Ctrl-C"):
                made.pages = line if "?token=" in line else made.pages
                made.key = line.rpartition(" ")[2] if "key" in line else made.key
        assert line, "the server did not start"
        return made

    yield started
    for each in running:
        each.pool.clear()
        end(each.process)
        if each.process.stdout:
            each.process.stdout.close()


@pytest.fixture
def endpoint(start: Start) -> Endpoint:
    """Return a running endpoint without origins."""
    return start()


def basic(front: str, back: str = "back", **more: Any) -> dict[str, Any]:
    """Return a note of two sides."""
    return {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front, "Back": back}} | more


def cloze(text: str, extra: str = "") -> dict[str, Any]:
    """Return a note with deletions."""
    return {"deckName": "Default", "modelName": "Cloze", "fields": {"Text": text, "Back Extra": extra}}


def cards(environ: dict[str, str], deck: str = "my-cards") -> dict[str, dict[str, Any]]:
    """Return the questions of a deck's cards that are not retired, by the ends of their ids."""
    with closing(sqlite3.connect(environ["QUIZAPP_DB"])) as connection:
        rows = connection.execute("SELECT card, body FROM cards WHERE deck = ? AND retired = 0 ORDER BY place", (deck,))
        return {card.partition("/")[2]: json.loads(body) for card, body in rows}
