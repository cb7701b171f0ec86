"""A connection of psycopg that tells a listener while the server does not answer (see store.waiting)."""

import select
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Thread
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from quizapp.store import waiting
from quizapp.store.waiting import TICK_SECONDS, Waiting

READ, WRITE = 1, 2  # the values of psycopg's Wait and Ready
TRIES = 2  # attempts that the server refuses before that counts
TRIES_UNASKED = 8  # the same without having asked for a password: it may have no free connection
TRY_SECONDS = 0.5
LEFT = "the learner stopped waiting for the server"


class PatientConnection(psycopg.Connection[Any]):
    """Waits in short steps where somebody listens; otherwise as psycopg does."""

    def wait(self, gen: Any, *args: Any, **options: Any) -> Any:
        """Run a generator of psycopg to its end. Raises OperationalError if the learner leaves."""
        listener = waiting.current()
        if listener is None:
            return super().wait(gen, *args, **options)
        try:
            return self._stepwise(gen, listener)
        except KeyboardInterrupt:
            with suppress(Exception):
                self.cancel_safe(timeout=1)
            self.pgconn.finish()
            raise

    def _stepwise(self, gen: Any, listener: Waiting) -> Any:
        ticked = False
        try:
            wanted = next(gen)
            while True:
                ready = self._ready(int(wanted))
                if not ready:
                    ticked = True
                    if listener.tick():
                        self.pgconn.finish()
                        raise psycopg.OperationalError(LEFT)
                wanted = gen.send(ready)
        except StopIteration as end:
            if ticked:
                listener.over()
            return end.value

    def _ready(self, wanted: int) -> int:
        """Return whether the server can be read from or written to; 0 after a short while."""
        socket = [self.pgconn.socket]
        reading, writing = socket if wanted & READ else [], socket if wanted & WRITE else []
        readable, writable, _ = select.select(reading, writing, [], TICK_SECONDS)
        return (READ if readable else 0) | (WRITE if writable else 0)


class ConnectionRefused(psycopg.OperationalError):
    """The server answers, but lets nobody in as asked: waiting does not help."""


def connect_patiently(**options: Any) -> PatientConnection:
    """Connect; where somebody listens, in a second thread, because a server that is away may not refuse either.

    Raises ConnectionRefused, or another OperationalError if the server is away.
    """
    listener = waiting.current()
    if listener is None:
        return _connected(options)
    return _in_thread(lambda: _connected(options), listener)


def _connected(options: Mapping[str, Any]) -> PatientConnection:
    """Connect, or find out why not: an error of a connection attempt has no SQLSTATE, and its words are translated.

    A refusal counts only if it is repeated: the server may have come back between an attempt and the look at it.
    """
    tries = 0
    while True:
        try:
            return PatientConnection.connect(**options)
        except psycopg.errors.ConnectionTimeout:
            raise
        except psycopg.OperationalError as error:
            if _is_away(options):
                raise
            tries += 1
            if tries >= (TRIES if _asked_for_password(error) else TRIES_UNASKED):
                raise ConnectionRefused(str(error), pgconn=error.pgconn) from error
            time.sleep(TRY_SECONDS)


def _asked_for_password(error: psycopg.OperationalError) -> bool:
    """Return whether the server got as far as the password; otherwise it may be that it has no free connection."""
    return error.pgconn is not None and bool(error.pgconn.used_password or error.pgconn.needs_password)


def _is_away(options: Mapping[str, Any]) -> bool:
    """Return whether the server cannot be reached, gives no answer, or is starting or stopping."""
    words = make_conninfo("", **{name: value for name, value in options.items() if isinstance(value, str | int)})
    found = psycopg.pq.Ping(psycopg.pq.PGconn.ping(words.encode()))
    return found in (psycopg.pq.Ping.NO_RESPONSE, psycopg.pq.Ping.REJECT)


def _in_thread(connect: Callable[[], PatientConnection], listener: Waiting) -> PatientConnection:
    found: list[PatientConnection | Exception] = []

    def work() -> None:
        try:
            found.append(connect())
        except Exception as error:  # raised again below, in the caller's thread
            found.append(error)

    thread = Thread(target=work, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(TICK_SECONDS)
        if thread.is_alive() and listener.tick():
            raise psycopg.OperationalError(LEFT)
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]
