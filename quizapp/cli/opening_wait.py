"""Shows on the terminal that the server of a class does not answer while a session opens its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizapp.cli.global_options import Globals
from quizapp.usecases.context import Context


@contextmanager
def waiting_shown(context: Context, given: Globals, *, linear: bool) -> Iterator[None]:
    """Show how long the server has not answered, however long that takes; Esc, or Ctrl-C line by line, leaves."""
    if isinstance(context.db, Path):
        yield
        return
    from quizapp.store.waiting import listening
    from quizapp.ui.console import make_console
    from quizapp.ui.server_wait import OpeningWait

    console = make_console(given.color, linear)
    with OpeningWait(console, linear=linear or console.is_dumb_terminal) as wait, listening(wait):
        yield
