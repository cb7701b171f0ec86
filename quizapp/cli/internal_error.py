"""The last resort: an exception that nobody expected ends a command as one error, and its traceback is in a file."""

import os
import platform
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from quizapp.cli.output import complain
from quizapp.errors import ExitCode

DEBUG = "QUIZAPP_DEBUG"  # with 1, the traceback is printed
MOST_REPORTS = 20  # the newest are kept


def report(error: Exception, argv: Sequence[str]) -> int:
    """Print an unexpected exception of a command line as one error, and return the exit code.

    Where rows of the database are damaged, that is the error. Else the traceback is written to a file.
    """
    text = "".join(traceback.format_exception(error))
    if os.environ.get(DEBUG, "") not in ("", "0"):
        sys.stderr.write(text.encode("ascii", "backslashreplace").decode())
        return int(ExitCode.INTERNAL)
    if damage := _damage(argv):
        complain(*damage)
        return int(ExitCode.STORE)
    words = " ".join(str(error).split())[:300]
    message = f"quizapp failed because of an error of its own: {type(error).__name__}{': ' * bool(words)}{words}"
    file = written(text)
    where = f"The details are in {file}; " if file else f"{DEBUG}=1 shows the details; "
    complain(message, f"{where}please send them to whoever maintains quizapp. `quizapp doctor` checks the database.")
    return int(ExitCode.INTERNAL)


def _damage(argv: Sequence[str]) -> tuple[str, str] | None:
    """Return the message and the hint about damaged rows of the database, if it has any."""
    from quizapp.cli.global_options import take_globals
    from quizapp.usecases.context import make_context
    from quizapp.usecases.reports.damaged_decks import HINT, damaged_now, in_words

    try:
        given, _ = take_globals(argv)
        context = make_context(given.db, given.learner)
        rows = damaged_now(context)
    except Exception:  # it may be what failed
        return None
    return (f"{context.db}: {in_words(rows)}.", HINT) if rows else None


def written(text: str) -> Path | None:
    """Write a report to a new private file of the platform's log folder; return None where that fails."""
    from quizapp import __version__

    try:
        import platformdirs

        folder = platformdirs.user_log_path("quizapp")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = folder / f"error-{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}.txt"
        head = f"quizapp {__version__}, Python {platform.python_version()}, {platform.platform()}\n{sys.argv[1:]!r}\n\n"
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as out:
            out.write(head + text)
    except Exception:  # whatever went wrong may go wrong here too
        return None
    with suppress(OSError):
        for old in sorted(folder.glob("error-*.txt"))[:-MOST_REPORTS]:
            old.unlink()
    return file
