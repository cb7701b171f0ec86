"""Raises an interrupt again that Python dropped.

The handler of Ctrl-C runs between two steps of whatever runs just then. Where that is a destructor or the callback of a
weak reference, such as those of a database's driver, Python only reports the KeyboardInterrupt and goes on, so that an
import would not end.
"""

import sys

DELAY_S = 0.01  # until the destructor has ended


def repeat_dropped_interrupts() -> None:
    """Send the signal of each dropped interrupt to this process again, shortly after."""
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _repeated


def _repeated(dropped: "sys.UnraisableHookArgs") -> None:
    if not issubclass(dropped.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(dropped)
        return
    import os
    import signal
    from threading import Timer

    # A subclass is raised where the program is asked to end.
    number = signal.SIGINT if dropped.exc_type is KeyboardInterrupt else signal.SIGTERM
    timer = Timer(DELAY_S, os.kill, (os.getpid(), number))
    timer.daemon = True
    timer.start()
