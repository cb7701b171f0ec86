"""Progress: the charts of the report, for everything or a scope."""

from datetime import date

from markupsafe import Markup
from starlette.responses import Response

from quizapp.core.scope import Scope
from quizapp.errors import QuizError
from quizapp.pages.progress import progress_body
from quizapp.store.decks.deck_records import installed_concepts
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
    desk, place = visit.desk, visit.query.get("deck", "")
    decks = {each.deck: each.title for each in list_decks(desk.store, desk.context)}
    concepts: dict[str, dict[str, str]] = {deck: {} for deck in decks}
    for each in installed_concepts(desk.store):
        concepts.setdefault(each.deck, {})[f"{each.deck}/{each.concept}"] = each.title
    if place and place not in decks and place not in concepts.get(place.partition("/")[0], ()):
        raise QuizError(f"There is no deck or concept `{place}`.", "Choose one from the list.")
    deck, _, concept = place.partition("/")
    tag = visit.query.get("tag", "").strip().removeprefix("#")
    report = progress_report(desk.store, desk.context, Scope(deck=deck, concept=concept, tag=tag), since)
    return page(
        visit, "progress.html", body=Markup(visible(progress_body(report))), report=report, decks=decks,
        concepts=concepts, place=place, tag=tag, since=since,
    )  # fmt: skip
