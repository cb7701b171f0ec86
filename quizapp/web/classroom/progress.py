"""The teacher's pages: the class by concept and section, its learners, its questions, and results as CSV.

The database decides what a member may see: its report functions tell teachers alone the names, and others no count of
so few that it would identify one.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from starlette.responses import Response

from quizapp.errors import QuizError
from quizapp.store.classroom.reports import SectionReport, class_report, learner_reports, teaches
from quizapp.store.decks.deck_records import installed_decks
from quizapp.ui.escape import one_line, visible
from quizapp.usecases.classroom.learner_table import learner_table
from quizapp.usecases.classroom.wrong_answers import items as wrong_items
from quizapp.web.rendering import page
from quizapp.web.visit import Visit

MOST_ITEMS = 20


def require_teacher(visit: Visit) -> None:
    """Raise QuizError unless the database has the member as a teacher."""
    if not teaches(visit.desk.store):
        raise QuizError("Only teachers see single learners, their answers and groups.", "The page Class has the rest.")


def show(visit: Visit) -> Response:
    """Show the progress of the class with one deck or all: who met, learnt and is stuck on each section."""
    desk = visit.desk
    deck = _deck(visit)
    report = class_report(desk.store, deck)
    by_concept: dict[tuple[str, str], list[SectionReport]] = {}
    for each in report.sections:
        by_concept.setdefault((each.deck, each.concept), []).append(each)
    return page(
        visit, "classroom/progress.html", report=report, concepts=by_concept, learners=learner_reports(desk.store),
        decks=installed_decks(desk.store), deck=deck, today=desk.context.moment().day,
    )  # fmt: skip


def _deck(visit: Visit) -> str:
    deck = visit.query.get("deck", "")
    if deck and deck not in {each.deck for each in installed_decks(visit.desk.store)}:
        raise QuizError(f"There is no deck `{deck}`.", "Choose one from the list.")
    return deck


def learner(visit: Visit) -> Response:
    """Show one learner: answers, what is learnt, assignments, and where they are stuck."""
    require_teacher(visit)
    store, name = visit.desk.store, visit.query.get("name", "")
    found = next((each for each in learner_reports(store) if each.learner == name), None)
    if found is None:
        raise QuizError(f"`{name}` is no learner of the class.", "Choose one from the page Class.")
    stuck = [each for each in class_report(store).sections if name in (each.names or ())]
    return page(visit, "classroom/learner.html", learner=found, stuck=stuck)


def items(visit: Visit) -> Response:
    """Show the questions with the most wrong answers, and what was answered."""
    require_teacher(visit)
    deck = _deck(visit)
    found = wrong_items(visit.desk.store, deck, MOST_ITEMS)
    return page(visit, "classroom/items.html", items=found, deck=deck, decks=installed_decks(visit.desk.store))


def results(visit: Visit) -> Response:
    """Return the results as a table with a row for each learner."""
    require_teacher(visit)
    text = as_csv(learner_table(learner_reports(visit.desk.store)))
    headers = {"content-disposition": 'attachment; filename="class.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """Return a table as text: without control characters, and with `'` before what would be a formula."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = visible(one_line(value))
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
