"""A connection of psycopg that tells a listener while the server does not answer (see store.waiting)."""

import select
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any

import psycopg

from quizapp.store import waiting
from quizapp.store.waiting import TICK_SECONDS, Waiting

READ, WRITE = 1, 2  # the values of psycopg's Wait and Ready
LEFT = "connection is lost: the learner stopped waiting for the server"


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


def connect_patiently(**options: Any) -> PatientConnection:
    """Connect; where somebody listens, in a second thread, because a server that is away may not refuse either."""
    listener = waiting.current()
    if listener is None:
        return PatientConnection.connect(**options)
    return _in_thread(lambda: PatientConnection.connect(**options), listener)


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
