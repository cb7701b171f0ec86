"""A real server in a process of its own, and a real browser."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from limits import END_SECONDS, START_SECONDS, end, killed_after

from tests.web import browsing
from tests.web.client import CLIENTS, Client

pytest.importorskip("starlette")


@dataclass
class Served:
    """A running server."""

    process: "subprocess.Popen[str]"
    address: str  # with the token

    @property
    def base(self) -> str:
        """The address without the token."""
        return "/".join(self.address.split("/")[:3])

    def client(self) -> Client:
        """Return a client that has opened the address."""
        made = Client(self.base)
        assert made.get(self.address.removeprefix(self.base)).status == 200
        return made

    def kill(self) -> None:
        """End the server without warning."""
        self.process.kill()
        self.process.wait(END_SECONDS)

    def stop(self) -> int:
        """End the server as Ctrl-C does; return its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(END_SECONDS)


Serve = Callable[..., Served]


@pytest.fixture
def serve(environ: dict[str, str]) -> Iterator[Serve]:
    """Return a function that starts a server on the test's database."""
    running: list[Served] = []

    def start(*words: str, **more: str) -> Served:
        command = [sys.executable, "-m", "quizapp", "web", "--no-browser", *words]
        process = subprocess.Popen(command, env=environ | more, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   text=True, cwd=Path(__file__).parents[2])  # fmt: skip
        assert process.stdout
        seen = ""
        with killed_after(process, START_SECONDS):
            for line in process.stdout:
                seen += line
                if re.match(r"http://\S+\?token=\S+$", line.strip()):
                    running.append(Served(process, line.strip()))
                    return running[-1]
        raise AssertionError(f"the server did not start: {seen}")

    yield start
    for client in CLIENTS:
        client.pool.clear()
    CLIENTS.clear()
    for each in running:
        if each.process.poll() is None:
            end(each.process)
        if each.process.stdout:
            each.process.stdout.close()


@pytest.fixture(scope="session")
def one_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium for all tests of a process."""
    driver = browsing.start(tmp_path_factory.mktemp("profile"))
    yield driver
    browsing.stop(driver)


@pytest.fixture
def browser(one_browser: Any) -> Any:
    """The browser without the pages, requests and messages of the test before."""
    one_browser.get("about:blank")
    one_browser.get_log("browser")
    one_browser.get_log("performance")
    return one_browser
