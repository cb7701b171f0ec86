"""`status --oneline`: one line for a shell prompt, from one read-only look at the database."""

import sys

from quizapp.cli.global_options import Globals
from quizapp.store.read_only import read_current
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.reports.today import Overview, overview


def quick_overview(context: Context) -> Overview | None:
    """Return today's figures without SQLAlchemy, or None if the database is missing or has another schema."""
    return read_current(context.db, lambda query: overview(query, context))


def print_oneline(given: Globals) -> int:
    """Print in one line how many cards are due and new, and the streak."""
    context = make_context(given.db, given.learner)
    view = quick_overview(context)
    if view is None:
        from quizapp.usecases.bootstrap import open_app

        store = open_app(context)  # a prompt has no room to tell of answers that are sent
        view = overview(store.query, context)
        store.close()
    parts = [f"{view.due} due", f"{view.new} new"]
    if view.streak_days:
        parts.append(f"{view.streak_days}d streak")
    sys.stdout.write(" · ".join(parts) + "\n" if _unicode() else " | ".join(parts) + "\n")
    return 0


def _unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
