"""A client that reads pages and fills in their forms as a browser without scripts does."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urljoin
from weakref import WeakSet

import urllib3


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


CLIENTS: WeakSet["Client"] = WeakSet()  # whose connections the test closes


class Client:
    """A browser without scripts: keeps the cookies of a host, follows redirects, sends the origin with forms."""

    def __init__(self, base: str, **headers: str) -> None:
        self.base, self.headers = base, _named(headers)
        self.cookies: dict[str, str] = {}
        self.set_cookies: list[str] = []  # the headers of all answers
        self.origin: str | None = base
        self.pool = urllib3.PoolManager(retries=False, timeout=60, maxsize=1)
        CLIENTS.add(self)

    @property
    def cookie(self) -> str:
        """What the header Cookie holds."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def raw(self, address: str, **headers: str) -> urllib3.BaseHTTPResponse:
        """Return the answer to a request as it came."""
        sent = {"Cookie": self.cookie, **self.headers, **_named(headers)}
        return self.pool.request("GET", urljoin(self.base, address), headers=sent, redirect=False)

    def send(self, method: str, address: str, fields: Any = None, **headers: str) -> Page:
        """Send a request and follow redirects."""
        sent = {"Cookie": self.cookie, **self.headers, **_named(headers)}
        if method == "POST" and self.origin:
            sent.setdefault("Origin", self.origin)
        body: Any = None
        if fields is not None:
            body, sent["Content-Type"] = urllib3.encode_multipart_formdata(fields)
        found = self.pool.request(method, urljoin(self.base, address), headers=sent, body=body, redirect=False)
        for header in found.headers.getlist("set-cookie"):
            self._keep(header)
        if found.status == 303:
            return self.send("GET", found.headers["location"])
        return Page(found.status, found.headers, found.data.decode("utf-8", "replace"))

    def _keep(self, header: str) -> None:
        self.set_cookies.append(header)
        for name, cookie in SimpleCookie(header).items():
            self.cookies.pop(name, None)
            if cookie.value:
                self.cookies[name] = cookie.value

    def get(self, address: str) -> Page:
        """Load a page."""
        return self.send("GET", address)

    def submit(self, form: Form, button: tuple[str, str] = ("", ""), **values: Any) -> Page:
        """Send a form with some values and the button that was pressed."""
        plain = {name: value for name, value in (form.fields | values).items() if not isinstance(value, list)}
        fields = list(plain.items())
        fields += [(name, each) for name, value in values.items() if isinstance(value, list) for each in value]
        return self.send("POST", form.action, [*fields, *([button] if button[0] else [])])


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
