"""Progress: the charts of the report, for everything or a scope."""

from datetime import date

from markupsafe import Markup
from starlette.responses import Response

from quizapp.core.scope import Scope
from quizapp.errors import QuizError
from quizapp.pages.progress import progress_body
from quizapp.ui.escape import visible
from quizapp.usecases.reports.listings import list_decks
from quizapp.usecases.reports.progress import progress_report
from quizapp.web.rendering import page
from quizapp.web.visit import Visit


def show(visit: Visit) -> Response:
    """Show the report. Its text is escaped where it is written; characters that cannot be seen become marks here."""
    since = visit.query.get("since", "")
    try:
        if since:
            date.fromisoformat(since)
    except ValueError:
        raise QuizError(f"`{since}` is not a date.", "Write it as 2026-01-31.") from None
    desk, deck = visit.desk, visit.query.get("deck", "")
    decks = list_decks(desk.store, desk.context)
    if deck and deck not in {each.deck for each in decks}:
        raise QuizError(f"There is no deck `{deck}`.", "Choose one from the list.")
    report = progress_report(desk.store, desk.context, Scope(deck=deck), since)
    body = Markup(visible(progress_body(report)))
    return page(visit, "progress.html", body=body, report=report, decks=decks, deck=deck, since=since)
