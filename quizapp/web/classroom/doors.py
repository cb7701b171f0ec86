"""What stands between the network and the pages of a class: TLS, proxies, hosts, origins, cookies and headers."""

from collections.abc import Collection
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from quizapp.web.classroom.peers import Network, peer_of
from quizapp.web.protection import with_headers

HSTS = ("strict-transport-security", "max-age=31536000")


async def _none(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer nothing: the application is set before the first request."""


@dataclass(slots=True)
class ClassDoors:
    """Lets requests of browsers through that come over TLS, or on this machine alone where no proxy is named."""

    hosts: Collection[str]  # with the port; any where a proxy is named, which decides that
    proxies: tuple[Network, ...] = ()
    app: ASGIApp = field(default=_none)

    @property
    def secure(self) -> bool:
        """Whether every request comes over TLS."""
        return bool(self.proxies)

    @property
    def cookie(self) -> str:
        """The name of a session's cookie. The prefix binds it to this host and to TLS."""
        return "__Host-quizapp" if self.secure else "quizapp-class"

    @property
    def before(self) -> str:
        """The name of the cookie that a form of sign-in belongs to."""
        return f"{self.cookie}-before"

    @property
    def known(self) -> str:
        """The name of the cookie of a browser in which somebody has signed in before."""
        return f"{self.cookie}-known"

    def set_cookie(self, answer: Response, name: str, value: str, seconds: int | None = None) -> None:
        """Set a cookie, which scripts and other sites cannot use; without `seconds`, until the browser ends."""
        answer.set_cookie(name, value, seconds, httponly=True, samesite="strict", secure=self.secure, path="/")

    def clear_cookie(self, answer: Response, name: str) -> None:
        """Delete a cookie."""
        answer.delete_cookie(name, httponly=True, samesite="strict", secure=self.secure, path="/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request; anything else than HTTP is refused."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            refusal = self._refusal(scope)
            more = (HSTS,) if self.secure else ()
            await (refusal or self.app)(scope, receive, with_headers(send, more))

    def _refusal(self, scope: Scope) -> Response | None:
        headers, peer = Headers(scope=scope), peer_of(scope, self.proxies)
        if peer is None:
            return PlainTextResponse("This server is reached through its proxy only.", 403)
        if self.secure and not peer.tls:
            return PlainTextResponse("This class is served over TLS only: open its address with https.", 403)
        if not self.secure and headers.get("host", "") not in self.hosts:
            return PlainTextResponse("This address is not served here.", 421)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("This method is not known here.", 405)
        if scope["method"] == "POST" and not self._is_own_form(headers):
            return PlainTextResponse("This form comes from another site.", 403)
        scope["quizapp.peer"] = peer
        return None

    def _is_own_form(self, headers: Headers) -> bool:
        """Return whether a form may come from a page of this host; its token is checked afterwards in any case."""
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        scheme = "https" if self.secure else "http"
        return headers.get("origin") in (None, f"{scheme}://{headers.get('host', '')}")
