"""What stands between the network and the pages: hosts, token, origin, limits, and the headers of every answer.

A name of another site that is made to point to this machine (DNS rebinding) fails at the host. A form of another site
(cross-site request forgery) fails at the cookie, which is SameSite=Strict, and again at the origin or the form's token.
"""

import asyncio
import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self';"
    " manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
UPLOAD_SECONDS = 300.0
YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Doors:
    """Under which hosts the pages are served, with which token, and whether cookies need TLS."""

    hosts: Collection[str]  # with the port, as in the header Host
    token: str
    cookie: str = "quizapp"
    secure: bool = False

    @property
    def form_token(self) -> str:
        """What every form carries: derived from the token, which itself is in no page."""
        return hmac.new(self.token.encode(), b"form", sha256).hexdigest()[:32]


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


class Protection:
    """Refuses what does not come from the learner's own browser, and sets the headers of every answer."""

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        self.app, self.doors = app, doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request; anything else than HTTP is refused."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)
        app = self.app if refusal is None else refusal
        await app(scope, receive, with_headers(send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if headers.get("host", "") not in self.doors.hosts:
            return PlainTextResponse("This address is not served here.", 421)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("This method is not known here.", 405)
        if scope["method"] == "POST" and not self._is_own_form(headers):
            return PlainTextResponse("This form comes from another site.", 403)
        if scope["path"].startswith("/assets/") or self._is_known(headers):
            return None
        return self._entered(scope) or PlainTextResponse(
            "Open the address that `quizapp web` printed in its terminal: it contains the token of this page.", 403
        )

    def _is_known(self, headers: Headers) -> bool:
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(self.doors.cookie)
        except CookieError:
            return False
        return cookie is not None and _same(cookie.value, self.doors.token)

    def _entered(self, scope: Scope) -> Response | None:
        """Turn the token of the first address into a cookie, and take it out of the address."""
        given = parse_qs(scope["query_string"].decode("ascii", "replace")).get("token", [""])[0]
        if scope["method"] != "GET" or not _same(given, self.doors.token):
            return None
        answer = RedirectResponse(scope["path"] if scope["path"].startswith("/") else "/", status_code=303)
        answer.set_cookie(
            self.doors.cookie, self.doors.token, max_age=YEAR_SECONDS, httponly=True, samesite="strict",
            secure=self.doors.secure,
        )  # fmt: skip
        return answer

    def _is_own_form(self, headers: Headers) -> bool:
        """Return whether a form comes from a page of this host. Without an origin its token is checked afterwards."""
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        origin = headers.get("origin")
        scheme = "https" if self.doors.secure else "http"
        return origin is None or (origin.startswith(f"{scheme}://") and origin.partition("://")[2] == headers["host"])


def has_origin(headers: Headers) -> bool:
    """Return whether a form said where it comes from; `Protection` has checked that then."""
    return "origin" in headers


def with_headers(send: Send, more: Sequence[tuple[str, str]] = ()) -> Send:
    """Return `send` with the headers of every answer, and more of them."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in (*HEADERS.items(), *more):
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return sending


class TooLarge(Exception):
    """A form has more bytes than its page takes."""


def limited(receive: Receive, most_bytes: int) -> Receive:
    """Return `receive` with limits of size and time. It raises TooLarge, or TimeoutError."""
    until = asyncio.get_running_loop().time() + UPLOAD_SECONDS
    taken = 0

    async def receiving() -> Message:
        nonlocal taken
        async with asyncio.timeout_at(until):
            message = await receive()
        taken += len(message.get("body", b""))
        if taken > most_bytes:
            raise TooLarge
        return message

    return receiving
