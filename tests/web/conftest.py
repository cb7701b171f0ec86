"""A real server in a process of its own, and a client that fills in forms as a browser without scripts does."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import urllib3
from limits import END_SECONDS, START_SECONDS, end, killed_after

from tests.web import browsing

pytest.importorskip("starlette")


@dataclass
class Form:
    """A form of a page: where it goes, its fields with their first values, and its buttons (name, value)."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)


class Forms(HTMLParser):
    """Collects the forms, the elements and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._select = self._area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Keep elements, and what a form sends."""
        given = {name: value or "" for name, value in attributes}
        self.tags.append((tag, given))
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif not self.forms:
            return
        elif tag == "button" and "disabled" not in given:
            self.forms[-1].buttons.append((name, value))
        elif tag == "input" and given.get("type") in ("checkbox", "radio"):
            self.forms[-1].choices.setdefault(name, []).append(value)
        elif tag == "input" and name:
            self.forms[-1].fields[name] = value
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self.forms[-1].choices.setdefault(self._select, []).append(value)
        elif tag == "textarea":
            self._area = name
            self.forms[-1].fields[name] = ""

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        self._select = "" if tag == "select" else self._select
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.text += data
        if self._area:
            self.forms[-1].fields[self._area] += data


@dataclass
class Page:
    """An answer of the server."""

    status: int
    headers: Any
    html: str

    @property
    def found(self) -> Forms:
        """The parts of the page."""
        return Forms(self.html)

    @property
    def text(self) -> str:
        """The text of the page, its blanks joined."""
        return " ".join(self.found.text.split())

    def form(self, action: str) -> Form:
        """Return the form that goes to an address."""
        return next(each for each in self.found.forms if each.action == action)


CLIENTS: list["Client"] = []  # of the running test, whose connections it closes


class Client:
    """A browser without scripts: keeps cookies, follows redirects, sends the origin with forms."""

    def __init__(self, base: str) -> None:
        self.base, self.cookies = base, ""
        self.pool = urllib3.PoolManager(retries=False, timeout=60, maxsize=1)
        self.origin: str | None = base
        CLIENTS.append(self)

    def send(self, method: str, address: str, fields: Any = None, **headers: str) -> Page:
        """Send a request and follow redirects."""
        sent = {"Cookie": self.cookies, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if method == "POST" and self.origin and "Origin" not in sent:
            sent["Origin"] = self.origin
        body: Any = None
        if fields is not None:
            body, kind = urllib3.encode_multipart_formdata(fields)
            sent["Content-Type"] = kind
        found = self.pool.request(method, urljoin(self.base, address), headers=sent, body=body, redirect=False)
        if cookie := found.headers.get("set-cookie"):
            self.cookies = cookie.split(";")[0]
        if found.status == 303:
            return self.send("GET", found.headers["location"])
        return Page(found.status, found.headers, found.data.decode("utf-8", "replace"))

    def get(self, address: str) -> Page:
        """Load a page."""
        return self.send("GET", address)

    def submit(self, form: Form, button: tuple[str, str] = ("", ""), **values: Any) -> Page:
        """Send a form with some values and the button that was pressed."""
        plain = {name: value for name, value in (form.fields | values).items() if not isinstance(value, list)}
        fields = [(name, value) for name, value in plain.items() if not isinstance(values.get(name), list)]
        fields += [(name, each) for name, value in values.items() if isinstance(value, list) for each in value]
        return self.send("POST", form.action, [*fields, *([button] if button[0] else [])])


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
