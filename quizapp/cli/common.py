"""Shared by several commands: the context, the store, scopes, and the console."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from quizapp.cli.global_options import Globals
from quizapp.cli.output import tell
from quizapp.core.did_you_mean import did_you_mean
from quizapp.usecases.bootstrap import open_app, remember_unfinished
from quizapp.usecases.context import Context, make_context

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.ui.console import Console


def context_of(given: Globals) -> Context:
    """Return the context of a command line."""
    context = make_context(given.db, given.learner)
    remember_unfinished(context)
    return context


@contextmanager
def opened(given: Globals, on_sent: Callable[[str], None] = tell) -> Iterator[tuple[Context, "Store"]]:
    """Yield the context and the open store. Answers that are sent to a server only now are told through `on_sent`."""
    context = context_of(given)
    store = open_app(context, on_sent)
    try:
        yield context, store
    finally:
        store.close()


def console_of(given: Globals, *, plain: bool = False) -> "Console":
    """Return the console for results on stdout."""
    from quizapp.ui.console import make_console

    return make_console(given.color, plain)


def interactive() -> bool:
    """Return whether stdin and stdout are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def nearest(text: str, names: list[str]) -> str:
    """Return a hint with the closest name, or a list of names if none is close."""
    return did_you_mean(text, names, f"There are: {', '.join(names[:12])}.")


def local_text(context: Context, milliseconds: int | None) -> str:
    """Return a local time such as 'Tue 24 Nov, 09:00'; '' for None."""
    from quizapp.usecases.context import local_time

    return local_time(context, milliseconds).strftime("%a %d %b, %H:%M") if milliseconds is not None else ""
