"""The clocks of a session, and its id. None of them is that of a simulated day (QUIZAPP_NOW)."""

import time
from random import Random


def monotonic() -> float:
    """Return seconds of a clock that never goes back, for the length of a session."""
    return time.monotonic()


def wall_ms() -> int:
    """Return milliseconds since 1970, for leases: other sessions compare them with their own clocks."""
    return time.time_ns() // 1_000_000


def new_session_id() -> str:
    """Return an id that no other session has, in order of time."""
    return f"{time.time_ns():x}-{Random().getrandbits(32):08x}"
