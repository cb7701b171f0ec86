"""The settings, each with its limits and where it comes from."""

from starlette.responses import Response

from quizapp.usecases.study.learning_paths import SETTING, known_paths, require_path
from quizapp.web.rendering import page
from quizapp.web.visit import Visit, go_to


def show(visit: Visit) -> Response:
    """Show the settings that a page may change."""
    desk = visit.desk
    desk.read_settings()
    return page(
        visit, "settings.html", rows=desk.settings.rows(desk.context), where=desk.settings.where,
        notice=desk.quiz.take_notice(),
    )  # fmt: skip


def save(visit: Visit) -> Response:
    """Change a setting, or make it its default again."""
    desk, name, value = visit.desk, visit.field("name"), visit.field("value")
    if name not in desk.settings.names:
        return go_to("/settings")
    if visit.field("do") == "reset":
        desk.settings.reset(desk.store, name)
    else:
        if name == SETTING:
            require_path(known_paths(desk.store.query), value.strip().removeprefix("#"))
        desk.settings.save(desk.store, name, value)
    desk.read_settings()
    now = next(row.value for row in desk.settings.rows(desk.context) if row.name == name)
    desk.quiz.end()
    desk.quiz.notice = f"{name} = {now}"
    return go_to("/settings")
