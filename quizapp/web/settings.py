"""The settings, each with its limits and where it comes from."""

from starlette.responses import Response

from quizapp.settings.settings import SETTINGS, reset_setting, save_setting, shown
from quizapp.usecases.study.learning_paths import choose_path
from quizapp.web.rendering import page
from quizapp.web.visit import Visit, go_to

TERMINAL = frozenset({"pictures", "keys", "unconfined"})  # of the terminal, or too risky for a page


def show(visit: Visit) -> Response:
    """Show the settings."""
    visit.desk.read_settings()
    config = visit.desk.context.config
    rows = [
        {"name": name, "value": shown(name, config.settings), "about": about, "limits": limits,
         "source": config.sources[name]}
        for name, (_, about, limits) in SETTINGS.items() if name not in TERMINAL
    ]  # fmt: skip
    return page(visit, "settings.html", rows=rows, file=config.path, notice=visit.desk.quiz.take_notice())


def save(visit: Visit) -> Response:
    """Change a setting, or make it its default again."""
    desk, name, value = visit.desk, visit.field("name"), visit.field("value")
    path = desk.context.config.path
    if name not in SETTINGS or name in TERMINAL:
        return go_to("/settings")
    if visit.field("do") == "reset":
        reset_setting(path, name)
    elif name == "path":
        choose_path(desk.store.query, path, value)
    else:
        save_setting(path, name, value)
    desk.read_settings()
    desk.quiz.end()
    desk.quiz.notice = f"{name} = {shown(name, desk.context.settings)}"
    return go_to("/settings")
