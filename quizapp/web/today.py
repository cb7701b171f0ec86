"""The first page: what is due today, and one button."""

from collections.abc import Mapping

from starlette.responses import Response

from quizapp.core.scope import ALL
from quizapp.core.session_values import in_minutes
from quizapp.core.welcome_words import ABOUT, rules
from quizapp.usecases.reports.today import overview
from quizapp.usecases.study.assignments import greeting
from quizapp.usecases.study.comeback import seconds_for
from quizapp.usecases.study.first_start import paths_to_ask
from quizapp.usecases.study.learning_paths import SETTING, followed_path, known_paths, require_path
from quizapp.web.rendering import page
from quizapp.web.visit import Visit, go_to


def show(visit: Visit) -> Response:
    """Show today in figures; a new learner chooses a learning path first."""
    desk = visit.desk
    query = desk.store.query
    desk.read_settings()
    if paths := _paths_to_ask(visit):
        return page(
            visit, "first.html", paths=paths, assigned=greeting(query, desk.context), about=ABOUT,
            rules=rules("you can overrule the grade"),
        )  # fmt: skip
    today = overview(query, desk.context)
    minutes = in_minutes(seconds_for(query, desk.context, today.due + today.new))
    return page(
        visit, "today.html", today=today, minutes=minutes, path=followed_path(query, desk.context),
        new_a_day=desk.context.settings.new_per_day, running=desk.quiz.turn is not None,
        assigned=greeting(query, desk.context), notice=desk.quiz.take_notice(),
    )  # fmt: skip


def _paths_to_ask(visit: Visit) -> Mapping[str, str]:
    context, query = visit.desk.context, visit.desk.store.query
    return paths_to_ask(context, query) if "/path" in visit.pages else {}


def choose_path(visit: Visit) -> Response:
    """Follow a learning path from now on; `all` follows none."""
    name, desk = visit.field("path", ALL), visit.desk
    require_path(known_paths(desk.store.query), name)
    desk.settings.save(desk.store, SETTING, name)
    desk.read_settings()
    desk.quiz.end()
    return go_to(visit.field("then") if visit.field("then") in ("/learn", "/settings") else "/")
