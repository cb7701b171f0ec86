"""Serves the pages until Ctrl-C: binds a port that is kept, prints one address, and closes everything at the end."""

import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from starlette.types import ASGIApp

from quizapp.errors import ExitCode, QuizError
from quizapp.usecases.context import Context
from quizapp.web.access import Access, keep_access, kept_access
from quizapp.web.application import Report, make_app
from quizapp.web.desk import Desk
from quizapp.web.kept_settings import FileSettings
from quizapp.web.protection import Doors
from quizapp.web.uploads import forget_old

if TYPE_CHECKING:
    from quizapp.web.anki_connect.serving import EndpointOptions

LOOPBACK = "127.0.0.1"
LOCAL = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where the pages are served."""

    host: str  # as it stands in an address
    port: int
    token: str
    page: str = ""  # the first one
    anki_connect: int = 0  # the port of its endpoint, 0 for none
    new_key: str = ""  # of the endpoint, where it was made just now

    @property
    def is_exposed(self) -> bool:
        """Whether other machines reach it."""
        return self.host not in LOCAL

    @property
    def address(self) -> str:
        """The address to open first: its token becomes a cookie."""
        return f"http://{self.host}:{self.port}/{self.page}?token={self.token}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """Where to serve: port 0 is the one that was kept, else a free one, which is kept."""

    host: str = LOOPBACK
    port: int = 0
    preview: Path | None = None  # a deck folder to show
    report: Report = lambda _: None  # keeps the traceback of an error of quizapp itself
    anki_connect: "EndpointOptions | None" = None


def serve(make_context: Callable[[], Context], options: ServeOptions, tell: Callable[[Listening], None]) -> None:
    """Serve one learner until a signal ends it; `tell` gets the address once it can be opened.

    Raises QuizError (exit code 2) where the address cannot be used.
    """
    host, port, context = options.host, options.port, make_context()
    access = kept_access(context.db)
    sockets = [bound_to(host, port, access.port)]
    number = sockets[0].getsockname()[1]
    if not port and access.port in (0, number):
        with suppress(OSError):
            keep_access(context.db, Access(number, access.token))
    where = Listening(
        host=_reachable(host), port=number, token=access.token, page="preview" if options.preview else ""
    )  # fmt: skip
    names = {*LOCAL, where.host, *([host] if host else [])}
    doors = Doors(hosts=_hosts(names, number), token=access.token, cookie=f"quizapp-{number}")
    forget_old(context.db)
    desk = Desk(FileSettings(make_context), preview=options.preview)
    app: ASGIApp = make_app(desk, doors, options.report)
    if options.anki_connect:
        sockets.append(_bound_for_anki(options.anki_connect.port))
        app, where = _with_endpoint(app, desk, options, where)
    server = Announcing(_config(app), lambda: tell(where), desk.live.close)
    with suppress(KeyboardInterrupt):
        server.run(sockets=sockets)


def _hosts(names: Iterable[str], port: int) -> set[str]:
    return {f"{name}:{port}" for name in names}


def _bound_for_anki(port: int) -> socket.socket:
    """Return a socket at the endpoint's port. Raises QuizError (exit code 2) where another program has it."""
    try:
        return bound_to(LOOPBACK, port)
    except QuizError as error:
        hint = "Anki with AnkiConnect may use it: end it, or choose another with --anki-connect-port."
        raise QuizError(error.message, hint, ExitCode.USAGE) from None


def _with_endpoint(
    pages: ASGIApp, desk: Desk, options: ServeOptions, where: Listening
) -> tuple[ASGIApp, Listening]:  # fmt: skip
    """Return the application with the endpoint of AnkiConnect, and where both are."""
    from quizapp.web.anki_connect.door import Door, DoorOptions
    from quizapp.web.anki_connect.serving import ByPort, key_of

    assert options.anki_connect
    endpoint, port = options.anki_connect, options.anki_connect.port
    key, digest = key_of(desk.context.db, endpoint)
    allowed = DoorOptions(
        hosts=_hosts(LOCAL, port), origins=frozenset(endpoint.origins), digest=digest, report=options.report,
        refused=endpoint.refused,
    )  # fmt: skip
    return ByPort(pages, port, Door(desk, allowed)), replace(where, anki_connect=port, new_key=key)


def bound_to(host: str, port: int, kept: int = 0) -> socket.socket:
    """Return a socket at a port; for port 0 at the kept one, else at a free one. Raises QuizError (exit code 2)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    refusal = OSError()
    for number in [port] if port else [kept, 0]:
        found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # as TCP, so that no answer waits
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host.strip("[]"), number))
        except (OSError, TypeError, ValueError, OverflowError) as error:  # also for a name that is no name of a host
            found.close()
            refusal = error if isinstance(error, OSError) else OSError(0, str(error))
            continue
        return found
    raise QuizError(
        f"{host}:{port or ''} cannot be used: {refusal.strerror or refusal}.",
        "Give an address of this machine with --host, and a free port with --port.",
        ExitCode.USAGE,
    )


def _reachable(host: str) -> str:
    """Return the address that other machines use where all addresses of this one are bound."""
    if host not in ("0.0.0.0", "::"):
        return f"[{host}]" if ":" in host and not host.startswith("[") else host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: only asks which address would be used
        except OSError:
            return LOOPBACK
        return str(probe.getsockname()[0])


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app, log_level="critical", access_log=False, server_header=False, lifespan="on", ws="none", loop="asyncio",
        http="h11", timeout_keep_alive=30, timeout_graceful_shutdown=2, limit_concurrency=200,
    )  # fmt: skip


class Announcing(uvicorn.Server):
    """A server that says when it listens, and when it is about to end."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None], ending: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening, self._ending = listening, ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._listening()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams of events first: the server waits for answers that are being sent."""
        self._ending()
        await super().shutdown(sockets)
