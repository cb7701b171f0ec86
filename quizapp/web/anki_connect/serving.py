"""Puts the endpoint next to the pages: at a port of its own on this machine, in the same server."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from quizapp.errors import ExitCode, QuizError
from quizapp.store.location import DatabaseLocation
from quizapp.web.anki_connect.key import digest_of, kept_digest, new_key

PORT = 8765  # of AnkiConnect
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]{1,40}://[A-Za-z0-9._-]{1,100}(:\d{1,5})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointOptions:
    """Where the endpoint is, which origins may use it, and whether they need the key. Check it with `checked`."""

    port: int = PORT
    origins: Sequence[str] = ()
    needs_key: bool = True
    refused: Callable[[str], None] = lambda _: None  # is told the origin of an extension that is not on the list


def checked(options: EndpointOptions) -> EndpointOptions:
    """Return the options. Raises QuizError (exit code 2) for an origin that is none, or for no origin and no key."""
    for origin in options.origins:
        if not _ORIGIN.fullmatch(origin):
            hint = "Write it as the terminal shows it: moz-extension://0a1b2c3d-..., app://obsidian.md"
            raise QuizError(f"--anki-connect-origin: `{origin[:100]}` is not an origin.", hint, ExitCode.USAGE)
    if not options.needs_key and not options.origins:
        hint = "Name the program with --anki-connect-origin, such as app://obsidian.md"
        raise QuizError("`--anki-connect-no-key` is for named origins alone.", hint, ExitCode.USAGE)
    return options


def key_of(location: DatabaseLocation, options: EndpointOptions) -> tuple[str, str]:
    """Return a key that was made just now, else '', and the digest of the key in use; two empty texts for none."""
    if not options.needs_key:
        return "", ""
    if digest := kept_digest(location):
        return "", digest
    key = new_key(location)
    return key, digest_of(key)


class ByPort:
    """Sends requests that come in at the endpoint's port to it, and all others to the pages."""

    def __init__(self, pages: ASGIApp, port: int, endpoint: ASGIApp) -> None:
        self._pages, self._port, self._endpoint = pages, port, endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request, or the start and the end of the server."""
        server = scope.get("server")  # the socket's own address, not what a request claims
        is_here = scope["type"] != "lifespan" and server is not None and server[1] == self._port
        await (self._endpoint if is_here else self._pages)(scope, receive, send)
