"""Event ids: UUIDv7 (RFC 9562), increasing within a process."""

import os
import threading
import time

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """Return a UUIDv7 as text. Its 74 bits after the milliseconds begin with a fraction of a millisecond.

    Uses the real time, not the clock that can be set for a simulation, so that ids keep the order in which events were
    recorded even if a simulated clock does not advance.
    """
    global _last
    with _lock:
        ticks = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
        _last = ticks
    value = (ticks >> 12) << 80 | 0x7 << 76 | (ticks & 0xFFF) << 64 | 0b10 << 62 | int.from_bytes(os.urandom(8)) >> 2
    return _text(value)


def id_of(time_ms: int, seed: bytes) -> str:
    """Return a UUIDv7 that is the same for the same moment and seed (at least 10 bytes)."""
    random = int.from_bytes(seed[:10])
    value = time_ms << 80 | 0x7 << 76 | (random >> 68) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    return _text(value)


def _text(value: int) -> str:
    """Return 128 bits in the form of a UUID. Faster than `uuid.UUID`: an import creates a million ids."""
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
