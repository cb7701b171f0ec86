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
