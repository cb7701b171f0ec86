"""Signing in: the name and the password of a learner's own database role, and the desk that they open."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from quizapp.store.classroom.sign_in import disconnect, place_for, require_member
from quizapp.store.location import Server
from quizapp.usecases.context import Context, make_context
from quizapp.web.desk import Desk

SIGN_INS_AT_ONCE = 4  # a further one waits: checking a password keeps the database's server busy
checks = ThreadPoolExecutor(max_workers=SIGN_INS_AT_ONCE, thread_name_prefix="quizapp-sign-in")


def open_desk(place: Server, name: str, password: str) -> Desk:
    """Return the desk of a member of a class.

    The password is a part of where the desk connects to, and goes with it. Raises SignInRefused, or QuizError where
    the class cannot be used.
    """
    own = place_for(place, name, password)
    require_member(own)
    return Desk(_context_maker(own), runs_code=False)


def _context_maker(own: Server) -> Callable[[], Context]:
    environ = {name: value for name, value in os.environ.items() if name != "QUIZAPP_LEARNER"}
    return lambda: make_context(own.url, None, environ)


def rest(desk: Desk) -> None:
    """Close the connection of a desk until it is needed again; on the desk's own thread."""
    if desk.is_open:
        disconnect(desk.store)
