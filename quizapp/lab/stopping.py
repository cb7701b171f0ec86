"""Stops a run from another thread: the sandbox asks several times a second whether its run is to end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from quizapp.errors import RunStopped

Stopped = Callable[[], bool]
_stopped: ContextVar[Stopped | None] = ContextVar("stopped", default=None)


@contextmanager
def stopped_by(stopped: Stopped) -> Iterator[None]:
    """Let runs that this thread starts in the block end as soon as `stopped` returns True. They raise RunStopped."""
    token = _stopped.set(stopped)
    try:
        yield
    finally:
        _stopped.reset(token)


def end_if_stopped() -> None:
    """Raise RunStopped if the run of this thread is to end."""
    stopped = _stopped.get()
    if stopped is not None and stopped():
        raise RunStopped
