"""Signing in: the name and the password of a learner's own database role, and the desk that they open."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from quizapp.store.classroom.sign_in import place_for, require_member
from quizapp.store.location import Server
from quizapp.usecases.context import Context, make_context
from quizapp.web.classroom.class_settings import ClassSettings
from quizapp.web.classroom.desk import ClassDesk

SIGN_INS_AT_ONCE = 4  # a further one waits: checking a password keeps the database's server busy
checks = ThreadPoolExecutor(max_workers=SIGN_INS_AT_ONCE, thread_name_prefix="quizapp-sign-in")


def open_desk(place: Server, name: str, password: str, browser_zone: str = "") -> ClassDesk:
    """Return the desk of a member of a class. `browser_zone` is the time zone that their browser names, if any.

    The password is a part of where the desk connects to, and goes with it. Raises SignInRefused, or QuizError where
    the class cannot be used.
    """
    own = place_for(place, name, password)
    settings = require_member(own)
    return ClassDesk(ClassSettings(_context_maker(own), settings, browser_zone))


def _context_maker(own: Server) -> Callable[[], Context]:
    environ = {name: value for name, value in os.environ.items() if name != "QUIZAPP_LEARNER"}
    return lambda: replace(make_context(own.url, None, environ), runs_code=False)
