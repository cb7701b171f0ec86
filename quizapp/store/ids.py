"""Ids of events: UUIDv7 by RFC 9562, increasing within a process."""

import secrets
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """Return a UUIDv7 as text. Its 74 bits after the milliseconds begin with a fraction of a millisecond.

    The wall clock counts, not the clock that can be set for a simulation: ids keep the order in which
    things were recorded even where a simulated clock stands still.
    """
    global _last
    with _lock:
        ticks = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
        _last = ticks
    value = (ticks >> 12) << 80 | 0x7 << 76 | (ticks & 0xFFF) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))
