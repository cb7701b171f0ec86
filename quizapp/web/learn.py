"""Learning: the course map with paths, prerequisites and mastery by section, and the page of a concept."""

from urllib.parse import quote

from starlette.responses import Response

from quizapp.core.model import SectionName
from quizapp.core.scope import Scope
from quizapp.errors import QuizError
from quizapp.store.decks.deck_records import installed_concepts
from quizapp.usecases.reports.progress import progress_report
from quizapp.usecases.study.learning_paths import courses
from quizapp.web.media import section_media
from quizapp.web.rendering import page
from quizapp.web.visit import Visit


def show(visit: Visit) -> Response:
    """Show each deck with its paths and concepts: done, open, or locked and by what."""
    desk = visit.desk
    desk.read_settings()
    recall = {
        (each.deck, each.concept): [_level(each.sections.get(name)) for name in SectionName]
        for each in progress_report(desk.store, desk.context, Scope(), "").concepts
    }
    found = courses(desk.store.query, desk.context)
    return page(
        visit, "learn.html", courses=found, recall=recall, new_a_day=desk.context.settings.new_per_day,
        followed=desk.context.settings.path, address=address,
    )  # fmt: skip


def _level(chance: float | None) -> tuple[str, str]:
    """Return the class and the words of a section's chance of recall."""
    if chance is None:
        return "l0", "not asked yet"
    return ("l3" if chance >= 0.9 else "l2" if chance >= 0.7 else "l1"), f"{chance:.0%}"


def address(deck: str, concept: str) -> str:
    """Return the address of a concept's page."""
    return f"/learn/{quote(deck, safe='')}/{quote(concept, safe='')}"


def concept(visit: Visit) -> Response:
    """Show the eight sections and the examples of a concept."""
    deck, name = visit.path["deck"], visit.path["concept"]
    rows = [row for row in installed_concepts(visit.desk.store, deck) if row.concept == name]
    if not rows:
        raise QuizError(f"There is no concept `{name}` in {deck}.", "Choose one from the course map.")
    content = rows[0].content
    return page(
        visit, "concept.html", concept=content, deck=deck, runs_code=visit.desk.runs_code, address=address,
        sections_media=section_media(visit, deck, content),
    )  # fmt: skip
