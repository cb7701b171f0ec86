"""The teacher's page of assignments: what is assigned until when, a new one, other dates, an end."""

from datetime import date

from starlette.responses import Response

from quizapp.core.scope import Scope
from quizapp.errors import QuizError
from quizapp.store.classroom.assigning import Assignment, cards_of, groups, is_assigned, withdraw
from quizapp.store.classroom.assigning import assign as store_assignment
from quizapp.store.classroom.reports import class_report
from quizapp.store.decks.deck_records import installed_concepts, installed_decks
from quizapp.web.classroom.progress import require_teacher
from quizapp.web.rendering import page
from quizapp.web.visit import Visit, go_to

ADDRESS = "/class/assignments"
MOST_LETTERS = 100  # of a name


def show(visit: Visit) -> Response:
    """Show the assignments of the class and a form for a new one."""
    require_teacher(visit)
    store = visit.desk.store
    return page(
        visit, "classroom/assignments.html", assignments=class_report(store).assignments, groups=list(groups(store)),
        choices=_choices(visit), today=visit.desk.context.moment().day, notice=visit.desk.quiz.take_notice(),
    )  # fmt: skip


def _choices(visit: Visit) -> dict[str, str]:
    """Return what can be assigned: deck, or deck/concept -> title."""
    found: dict[str, str] = {}
    for deck in installed_decks(visit.desk.store):
        found[deck.deck] = f"{deck.title}, the whole deck"
        for row in installed_concepts(visit.desk.store, deck.deck):
            found[f"{deck.deck}/{row.concept}"] = f"{deck.title}: {row.title}"
    return found


def assign(visit: Visit) -> Response:
    """Assign cards, or give an assignment other dates and another group. The database refuses who does not teach."""
    store, name = visit.desk.store, visit.field("name").strip()
    opens, due = _day(visit, "opens", optional=True), _day(visit, "due")
    if opens > due:
        raise QuizError("The first day is after the last one.", "An assignment opens on or before its last day.")
    if name and is_assigned(store, name):
        given, cards = _assignment(name, "", name, (opens, due, _group(visit))), list[str]()
    else:
        scope, title = _scope(visit)
        given = _assignment(name or visit.field("what"), "" if scope.concept else scope.deck, name or title,
                            (opens, due, _group(visit)))  # fmt: skip
        cards = cards_of(store, [scope])
    store_assignment(store, given, cards, now_ms=visit.desk.context.now_ms)
    visit.desk.quiz.notice = f"{given.assignment} is assigned until {due}."
    return go_to(ADDRESS)


def _assignment(name: str, deck: str, title: str, when: tuple[str, str, str]) -> Assignment:
    if len(name) > MOST_LETTERS:
        raise QuizError(f"The name has more than {MOST_LETTERS} letters.", "Shorten it.")
    return Assignment(assignment=name, deck=deck, title=title, opens=when[0], due=when[1], group=when[2])


def _scope(visit: Visit) -> tuple[Scope, str]:
    """Return the cards that were chosen, and their title."""
    what, choices = visit.field("what"), _choices(visit)
    if what not in choices:
        raise QuizError(f"There is no deck and no concept `{what}`.", "Choose one from the list.")
    deck, _, concept = what.partition("/")
    return Scope(deck=deck, concept=concept), choices[what].removesuffix(", the whole deck")


def _group(visit: Visit) -> str:
    group = visit.field("group")
    if group and group not in groups(visit.desk.store):
        raise QuizError(f"There is no group `{group}`.", "Choose one from the list.")
    return group


def _day(visit: Visit, name: str, *, optional: bool = False) -> str:
    given = visit.field(name).strip()
    if optional and not given:
        return ""
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        raise QuizError(f"`{given}` is not a date.", "Write it as 2026-03-31.") from None


def end(visit: Visit) -> Response:
    """Withdraw an assignment. The database refuses who does not teach."""
    name = visit.field("name")
    visit.desk.quiz.notice = f"{name} is no longer assigned." if withdraw(visit.desk.store, name) else ""
    return go_to(ADDRESS)
