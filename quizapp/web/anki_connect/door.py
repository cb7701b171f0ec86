"""Who may use the endpoint, and how large a request may be: hosts, origins, the key, and the headers of every answer.

A web page can send requests to this machine, but it cannot hide its origin: one that is not on the list is refused. A
name of another site that points here (DNS rebinding) fails at the host, and programs without an origin need the key.
"""

import json
import traceback
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from quizapp.core.strict_json import parse_message
from quizapp.web.anki_connect.actions import answer
from quizapp.web.anki_connect.key import is_key
from quizapp.web.anki_connect.messages import NEWEST, NO_KEY, Request, failure, read_request, success
from quizapp.web.anki_connect.notes import Work
from quizapp.web.application import Report
from quizapp.web.desk import Desk
from quizapp.web.protection import TooLarge, limited, with_headers

MOST_BYTES = 64 << 20  # of a request
MOST_FOREIGN_BYTES = 10_000  # of one whose origin is not on the list: it can only ask for permission
MOST_TOLD = 10  # origins of which the terminal tells that they were refused
APPS = ("chrome-extension://", "moz-extension://", "safari-web-extension://", "app://")
FOREIGN = "this origin is not on the list of those that may add cards"
BUSY = "quizapp is running an experiment; try again when it has ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorOptions:
    """Under which hosts the endpoint is served, for which origins, and the digest of its key."""

    hosts: Collection[str]  # with the port
    origins: Collection[str]
    digest: str  # empty: an origin on the list is enough, and needed
    report: Report = lambda _: None
    refused: Callable[[str], None] = lambda _: None  # is told the origin of an extension that is not on the list


@dataclass(slots=True)
class Door:
    """The endpoint as an application, for the learner of a desk."""

    desk: Desk
    options: DoorOptions
    told: set[str] = field(default_factory=set)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; anything else than HTTP is refused."""
        if scope["type"] == "http":
            response = await self._response(scope, receive)
            await response(scope, receive, with_headers(send, self._cross_origin(Headers(scope=scope))))

    def _cross_origin(self, headers: Headers) -> list[tuple[str, str]]:
        """Return the headers that let a page of an origin on the list read an answer."""
        origin = headers.get("origin", "")
        if origin not in self.options.origins:
            return [("vary", "Origin")]
        allowed = [("access-control-allow-origin", origin), ("access-control-allow-headers", "content-type")]
        if headers.get("access-control-request-private-network") == "true":
            allowed.append(("access-control-allow-private-network", "true"))
        return [*allowed, ("access-control-allow-methods", "POST"), ("vary", "Origin")]

    async def _response(self, scope: Scope, receive: Receive) -> Response:
        headers, origins = Headers(scope=scope), self.options.origins
        if headers.get("host", "") not in self.options.hosts:
            return PlainTextResponse("This address is not served here.", 421)
        is_foreign = "origin" in headers and headers["origin"] not in origins
        if scope["method"] == "POST":
            most = MOST_FOREIGN_BYTES if is_foreign else MOST_BYTES
            return await self._posted(HttpRequest(scope, limited(receive, most)), is_foreign=is_foreign)
        if is_foreign:
            return PlainTextResponse("This origin is not on the list.", 403)
        if scope["method"] == "OPTIONS":
            return Response(status_code=204)
        if scope["method"] in ("GET", "HEAD"):
            return PlainTextResponse("quizapp: programs that speak to AnkiConnect send POST requests here.")
        return PlainTextResponse("This method is not known here.", 405)

    async def _posted(self, posted: HttpRequest, *, is_foreign: bool) -> Response:
        """Read a request, and carry it out for who may."""
        try:
            request = read_request(parse_message(await posted.body()))
        except TooLarge:
            return _json(failure(f"the request has more than {MOST_BYTES >> 20} MB"), 413)
        except TimeoutError:
            return _json(failure("the request did not arrive in time"), 408)
        except ClientDisconnect:
            return Response(status_code=400)
        except ValueError as error:
            if is_foreign:
                return _json(failure(FOREIGN), 403)
            return _json(failure(f"not a request of this protocol: {error}"))
        if is_foreign:
            return self._turned_away(request, posted.headers["origin"])
        return _json(await self._allowed(request, has_origin="origin" in posted.headers))

    def _turned_away(self, request: Request, origin: str) -> Response:
        """Refuse an origin that is not on the list; the terminal tells which extension or program asked."""
        if origin.startswith(APPS) and len(self.told) < MOST_TOLD and origin not in self.told:
            self.told.add(origin)
            self.options.refused(origin)
        if request.action == "requestPermission":
            return _json(success(request, {"permission": "denied"}))
        return _json(failure(FOREIGN), 403)

    async def _allowed(self, request: Request, *, has_origin: bool) -> Any:
        """Return the answer to a request whose origin is on the list, or that has none."""
        needs_key = bool(self.options.digest)
        if request.action == "requestPermission" and (needs_key or has_origin):
            return success(request, {"permission": "granted", "requireApiKey": needs_key, "version": NEWEST})
        if not (is_key(request.key, self.options.digest) if needs_key else has_origin):
            return failure(NO_KEY)
        if self.desk.live.is_running:
            return failure(BUSY)
        return await self.desk.run(lambda: self._answered(request))

    def _answered(self, request: Request) -> Any:
        """Carry out a request on the learner's thread."""
        try:
            return answer(Work(self.desk.context, self.desk.store), request)
        except Exception as error:  # an error of quizapp itself must not end the server
            self.options.report("".join(traceback.format_exception(error)))
            return failure(f"quizapp failed because of an error of its own: {type(error).__name__}")


def _json(document: Any, status: int = 200) -> Response:
    return Response(json.dumps(document), status, media_type="application/json")
