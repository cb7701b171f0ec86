"""`quizapp` without a command: the first question, as early as possible."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.cli.global_options import Globals
from quizapp.cli.opening_wait import waiting_shown
from quizapp.core.scope import ALL, Scope
from quizapp.decks.shipped import folder_digest, shipped_folders
from quizapp.errors import ServerAway
from quizapp.settings.keymap import keymap
from quizapp.settings.settings import save_setting
from quizapp.store.card_lookup import has_events, shipped_digests
from quizapp.store.daily_candidates import Query
from quizapp.store.read_only import open_current, query_of
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.study.first_start import paths_to_ask
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_plan import SessionLimits

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.store.waiting import Listener


def start(given: Globals) -> int:
    """On a terminal: the quiz. Elsewhere: the status."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        from quizapp.cli.command_group import run_command

        return run_command(["status"], given)
    return quiz_on_terminal(make_context(given.db, given.learner), given, QuizStart(asks_path=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizStart:
    """How a quiz on a terminal starts; with `asks_path` a new learner chooses a learning path.

    The lines `told` are shown before the first question.
    """

    scope: Scope = Scope()
    limits: SessionLimits = SessionLimits()
    linear: bool = False
    asks_path: bool = False
    told: tuple[str, ...] = ()


def _needs_no_setup(context: Context, query: Query) -> bool:
    """Return whether the shipped decks are up to date and no other device has written events since."""
    known = shipped_digests(query)
    folders = shipped_folders()
    current = all(folder_digest(folders[deck]) == known[deck] for deck in known if deck in folders)
    return current and not _is_shared_news(context, query)


def _is_shared_news(context: Context, query: Query) -> bool:
    """Return whether other devices wrote events that affect today's plan."""
    if not context.settings.sync_folder:
        return False
    from quizapp.store.sync.segments import is_news, known_segments

    return is_news(Path(context.settings.sync_folder).expanduser(), known_segments(query))


def _caught_up(context: Context, on_sent: Callable[[str], None]) -> "Store":
    """Return the open store, after merging what other devices wrote."""
    from quizapp.usecases.sync.sync import catch_up

    store = open_app(context, on_sent)
    catch_up(context, store)
    return store


def _is_first_on_server(session: Session) -> bool:
    """Return whether the learner has no events on this server yet, although the database is not new."""
    context = session.context
    return not isinstance(context.db, Path) and not has_events(session.store.query, context.learner)


def _follow(session: Session, path: str) -> None:
    """Follow a path in this session and, where the settings file can be written, from now on."""
    with suppress(OSError):
        save_setting(session.context.config.path, "path", path)
    if path != ALL:
        session.follow(path)


def _listening(listener: "Listener") -> AbstractContextManager[None]:
    """Have a listener called while the server of a class does not answer."""
    from quizapp.store.waiting import listening

    return listening(listener)


def _run(session: Session, run: Callable[[], object]) -> None:
    """Run a quiz; where its server is away, nothing more is asked of it."""
    try:
        run()
    except ServerAway:
        session.close(away=True)
        raise


def quiz_on_terminal(context: Context, given: Globals, how: QuizStart) -> int:
    """Run the quiz with keys. The first question is read without the store, which is opened while it is shown."""
    from quizapp.ui.console import make_console

    connection = open_current(context.db, partial(_needs_no_setup, context))
    first_run = isinstance(context.db, Path) and not context.db.exists()
    if connection is None:
        told = list(how.told)
        with waiting_shown(context, given, linear=how.linear):
            store = _caught_up(context, told.append)
            query: Query = store.query
            session = Session(context, how.scope, how.limits, store=store)
        session.announce(told)
    else:
        query = partial(query_of, connection)
        session = Session(context, how.scope, how.limits, query=query)
    from quizapp.ui.quiz import run_quiz
    from quizapp.ui.quiz_screen import QuizOptions

    console = make_console(given.color, how.linear)
    options = QuizOptions(
        keymap=keymap(context.settings.keys),
        buttons=context.settings.buttons,
        pictures=context.settings.pictures,
        on_first_draw=session.connect,
        paths=paths_to_ask(context, query) if how.asks_path else {},
        on_path=partial(_follow, session),
        listening=None if isinstance(context.db, Path) else _listening,
    )
    try:
        with closing(session):
            _run(session, partial(run_quiz, session, console, options, linear=how.linear or console.is_dumb_terminal,
                                  first_run=first_run or _is_first_on_server(session)))  # fmt: skip
    finally:
        if connection is not None:
            connection.close()
    return 0
