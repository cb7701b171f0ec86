"""The clocks of a session, and its id. They ignore a simulated time (QUIZAPP_NOW)."""

import time
from random import Random


def monotonic() -> float:
    """Return the seconds of a monotonic clock, to measure durations in a session."""
    return time.monotonic()


def wall_ms() -> int:
    """Return milliseconds since 1970, for leases: other sessions compare them with their own clocks."""
    return time.time_ns() // 1_000_000


def new_session_id() -> str:
    """Return a unique session id; later ones sort after earlier ones."""
    return f"{time.time_ns():x}-{Random().getrandbits(32):08x}"


class SessionTime:
    """How long a session has lasted, and whether its limits of answers and minutes are reached; None is no limit."""

    def __init__(self, answers: int | None, minutes: float | None) -> None:
        self._began, self._answers, self._minutes = monotonic(), answers, minutes

    @property
    def seconds(self) -> float:
        """How long it has lasted."""
        return monotonic() - self._began

    def shorten(self, minutes: float) -> None:
        """End it so many minutes from now."""
        self._minutes = self.seconds / 60 + minutes

    def is_over(self, answered: int) -> bool:
        """Return whether no more question is started after so many answers."""
        if self._answers is not None and answered >= self._answers:
            return True
        return self._minutes is not None and self.seconds >= self._minutes * 60
