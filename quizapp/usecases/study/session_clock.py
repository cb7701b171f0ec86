"""The clocks of a session, and its id: handed in, so that a test can choose them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random


def _new_id() -> str:
    return f"{time.time_ns():x}-{Random().getrandbits(32):08x}"


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Where a session gets its time and its id from."""

    monotonic: Callable[[], float] = time.monotonic  # seconds, for the length of a session
    wall_ms: Callable[[], int] = _wall_ms  # milliseconds since 1970, for leases: never that of a simulation
    new_id: Callable[[], str] = _new_id


SYSTEM_CLOCK = Clock()
