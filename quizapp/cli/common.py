"""Shared by several commands: the context, the store, scopes, and the console."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from quizapp.cli.global_options import Globals
from quizapp.core.did_you_mean import did_you_mean
from quizapp.core.scope import Scope
from quizapp.errors import ExitCode, QuizError
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import Context, make_context

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.ui.console import Console


def context_of(given: Globals) -> Context:
    """Return the context of a command line."""
    return make_context(given.db, given.learner)


@contextmanager
def opened(given: Globals) -> Iterator[tuple[Context, "Store"]]:
    """Yield the context and the open store."""
    context = context_of(given)
    store = open_app(context)
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


def parse_scope(text: str | None, kind: str = "") -> Scope:
    """Return the scope named by a deck, deck/concept or #tag. Raises QuizError for any other form."""
    if not text:
        return Scope(kind=kind)
    if text.startswith("#") and len(text) > 1:
        return Scope(tag=text[1:], kind=kind)
    parts = text.split("/")
    if len(parts) > 2 or not all(parts):
        raise QuizError(f"`{text}` is not a scope.", "Name a deck, deck/concept or #tag.", ExitCode.USAGE)
    return Scope(deck=parts[0], concept=parts[1] if len(parts) == 2 else "", kind=kind)


def find_scope(store: "Store", text: str | None, kind: str = "") -> Scope:
    """Return the scope of a name. Raises QuizError (exit code 2) if no deck or concept has it.

    The name of a concept is enough if only one deck has it.
    """
    from quizapp.store.decks.deck_records import installed_concepts, installed_decks

    scope = parse_scope(text, kind)
    if not scope.deck:
        return scope
    decks = [row.deck for row in installed_decks(store)]
    concepts = [(row.deck, row.concept) for row in installed_concepts(store)]
    if scope.deck not in decks and not scope.concept:
        homes = [deck for deck, concept in concepts if concept == scope.deck]
        if len(homes) == 1:
            return Scope(deck=homes[0], concept=scope.deck, kind=kind)
    names = [*decks, *(f"{deck}/{concept}" for deck, concept in concepts), *(concept for _, concept in concepts)]
    if scope.deck not in decks or (scope.concept and (scope.deck, scope.concept) not in concepts):
        raise QuizError(f"There is no deck or concept `{text}`.", nearest(text or "", names), ExitCode.USAGE)
    return scope


def nearest(text: str, names: list[str]) -> str:
    """Return a hint with the closest name, or a list of names if none is close."""
    return did_you_mean(text, names, f"There are: {', '.join(names[:12])}.")


def local_text(context: Context, milliseconds: int | None) -> str:
    """Return a local time such as 'Tue 24 Nov, 09:00'; '' for None."""
    from quizapp.usecases.context import local_time

    return local_time(context, milliseconds).strftime("%a %d %b, %H:%M") if milliseconds is not None else ""
