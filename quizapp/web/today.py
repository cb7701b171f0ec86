"""The first page: what is due today, and one button."""

from starlette.responses import Response

from quizapp.core.scope import ALL
from quizapp.store.card_lookup import has_answers
from quizapp.store.daily_figures import latest_seconds
from quizapp.usecases.reports.today import overview
from quizapp.usecases.study.assignments import greeting
from quizapp.usecases.study.comeback import ANSWER_S, LONGEST_S
from quizapp.usecases.study.learning_paths import SETTING, followed_path, known_paths, require_path
from quizapp.web.rendering import page
from quizapp.web.visit import Visit, go_to


def show(visit: Visit) -> Response:
    """Show today in figures; a new learner chooses a learning path first."""
    desk = visit.desk
    query = desk.store.query
    desk.read_settings()
    if paths := _paths_to_ask(visit):
        return page(visit, "first.html", paths=paths, assigned=greeting(query, desk.context))
    today = overview(query, desk.context)
    spent = [min(each, LONGEST_S) for each in latest_seconds(query, desk.context.learner)] or [ANSWER_S]
    minutes = max(1, round((today.due + today.new) * sum(spent) / len(spent) / 60))
    return page(
        visit, "today.html", today=today, minutes=minutes, path=followed_path(query, desk.context),
        new_a_day=desk.context.settings.new_per_day, running=desk.quiz.turn is not None,
        assigned=greeting(query, desk.context), notice=desk.quiz.take_notice(),
    )  # fmt: skip


def _paths_to_ask(visit: Visit) -> dict[str, str]:
    context, query = visit.desk.context, visit.desk.store.query
    if "/path" not in visit.pages:
        return {}
    if context.config.sources["path"] != "default" or has_answers(query, context.learner):
        return {}
    return known_paths(query)


def choose_path(visit: Visit) -> Response:
    """Follow a learning path from now on; `all` follows none."""
    name, desk = visit.field("path", ALL), visit.desk
    require_path(known_paths(desk.store.query), name)
    desk.settings.save(desk.store, SETTING, name)
    desk.read_settings()
    desk.quiz.end()
    return go_to(visit.field("then") if visit.field("then") in ("/learn", "/settings") else "/")
