"""Serves a class until a signal ends it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import uvicorn

from quizapp.errors import ExitCode, QuizError
from quizapp.store.classroom.sign_in import require_no_credentials
from quizapp.store.location import EXAMPLE, DatabaseLocation, Server, require_driver
from quizapp.web.application import Report
from quizapp.web.classroom.application import ClassApp
from quizapp.web.classroom.doors import ClassDoors
from quizapp.web.classroom.peers import networks
from quizapp.web.classroom.preloading import preload
from quizapp.web.classroom.sessions import Sessions
from quizapp.web.server import LOCAL, LOOPBACK, Announcing, bound_to

PORT = 8463


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassOptions:
    """Where a class is served, through which proxies, and how long a session stays without a request."""

    host: str = LOOPBACK
    port: int = PORT
    proxies: Sequence[str] = ()  # addresses or networks
    idle_minutes: float = 60.0
    report: Report = lambda _: None  # keeps the traceback of an error of quizapp itself


def serve_class(place: DatabaseLocation, options: ClassOptions, tell: Callable[[str], None]) -> None:
    """Serve a class; `tell` gets the address once it can be opened. Raises QuizError (exit code 2)."""
    if not isinstance(place, Server):
        raise QuizError(f"{place}: a class needs a PostgreSQL server, not a file.",
                        f"Name the server: --db {EXAMPLE.replace('anna@', '')}", ExitCode.USAGE)  # fmt: skip
    require_no_credentials(place)
    require_driver(place)
    proxies = networks(options.proxies)
    if not proxies and options.host not in LOCAL:
        raise QuizError(
            f"--host {options.host}: passwords would cross the network unencrypted.",
            "Serve it through a proxy with TLS, and name the proxy: --behind-proxy ADDRESS (docs/web.md).",
            ExitCode.USAGE,
        )
    preload()
    bound = bound_to(options.host, options.port or PORT)
    number = bound.getsockname()[1]
    doors = ClassDoors(hosts={f"{name}:{number}" for name in LOCAL}, proxies=proxies)
    app = ClassApp(place, doors, Sessions(idle=options.idle_minutes * 60), options.report).make()
    server = Announcing(_config(app), lambda: tell(f"http://{options.host}:{number}/"), lambda: None)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[bound])


def _config(app: ClassDoors) -> uvicorn.Config:
    """Return the settings; uvicorn itself trusts headers of no proxy, because `peers` does."""
    return uvicorn.Config(
        app, log_level="error", access_log=False, server_header=False, proxy_headers=False, lifespan="on", ws="none",
        loop="asyncio", http="h11", timeout_keep_alive=30, timeout_graceful_shutdown=5, limit_concurrency=500,
    )  # fmt: skip
