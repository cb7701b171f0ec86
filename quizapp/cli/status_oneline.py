"""`status --oneline`: one line for a shell prompt, from one read-only look at the database."""

import sys
from contextlib import closing
from functools import partial

from quizapp.cli.global_options import Globals
from quizapp.store.queries import VERSION
from quizapp.store.read_only import open_read_only, query_of
from quizapp.usecases.bootstrap import SCHEMA, open_app
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.reports.today import Overview, overview


def quick_overview(context: Context) -> Overview | None:
    """Return today's figures without SQLAlchemy, or None where the database is not there or not current."""
    import sqlite3

    connection = open_read_only(context.db)
    if connection is None:
        return None
    with closing(connection):
        try:
            if query_of(connection, VERSION, {})[0][0] != SCHEMA:
                return None
            return overview(partial(query_of, connection), context)
        except (sqlite3.Error, IndexError):
            return None


def print_oneline(given: Globals) -> int:
    """Print what is due, short: nothing due prints nothing but a check mark's word."""
    context = make_context(given.db, given.learner)
    view = quick_overview(context)
    if view is None:
        store = open_app(context)
        view = overview(store.query, context)
        store.close()
    parts = [f"{view.due} due", f"{view.new} new"]
    if view.streak_days:
        parts.append(f"{view.streak_days}d streak")
    sys.stdout.write(" · ".join(parts) + "\n" if _unicode() else " | ".join(parts) + "\n")
    return 0


def _unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
