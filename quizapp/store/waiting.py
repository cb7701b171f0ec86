"""Tells a listener that the server does not answer, and lets the learner leave meanwhile."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

QUIET_SECONDS = 0.5  # a wait that is shorter is not shown
TICK_SECONDS = 0.2  # how often the listener is called


class Listener(Protocol):
    """Who shows a wait."""

    def show(self, seconds: float) -> bool:
        """Show that the server has not answered for so long; return whether the learner wants to leave."""

    def clear(self) -> None:
        """Remove what was shown: the server has answered."""


class Waiting:
    """A wait for the server, over all attempts to reach it."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._since: float | None = None
        self._shown = False
        self.left = False  # whether the learner left; then nothing is waited for any more

    def tick(self) -> bool:
        """Note that the server has not answered yet; return whether to stop waiting."""
        now = time.monotonic()
        self._since = now if self._since is None else self._since
        if now - self._since >= QUIET_SECONDS and not self.left:
            self._shown = True
            self.left = self._listener.show(now - self._since)
        return self.left

    def pause(self, seconds: float) -> bool:
        """Sleep before the next attempt; return whether to stop waiting."""
        until = time.monotonic() + seconds
        while not self.tick() and (rest := until - time.monotonic()) > 0:
            time.sleep(min(rest, TICK_SECONDS))
        return self.left

    def over(self) -> None:
        """Note that the server has answered."""
        if self._shown:
            self._listener.clear()
        self._since, self._shown = None, False


_current: ContextVar[Waiting | None] = ContextVar("waiting", default=None)


def current() -> Waiting | None:
    """Return who is told of waits; None where nobody is, and where waits end after a time."""
    return _current.get()


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Call a listener while the server does not answer, however long that takes."""
    token = _current.set(Waiting(listener))
    try:
        yield
    finally:
        _current.reset(token)
