"""Pages from templates. All text is escaped; Markdown, code and formulas come from functions that return safe HTML."""

from functools import cache
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse

from quizapp.core.counting import counted
from quizapp.core.model import SECTION_TITLES
from quizapp.errors import QuizError
from quizapp.settings.keymap import key_of, keymap
from quizapp.ui.revealed import revealed
from quizapp.web import assets, text
from quizapp.web.code import highlighted
from quizapp.web.shown_files import addresses
from quizapp.web.visit import Visit

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("quizapp.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    made.filters |= {
        "prose": text.prose, "flowing": text.flowing, "inline": text.inline, "plain": text.plain, "code": highlighted,
        "revealed": revealed,
    }  # fmt: skip
    made.globals |= {"counted": counted, "asset": assets.address, "sections": SECTION_TITLES}
    made.globals |= {"key": _key, "addresses": addresses}
    return made


def _key(visit: Visit, action: str) -> str:
    """Return the key of an action of the quiz: the learner's own one, else the default; '' where it has none."""
    return key_of(action, keymap(visit.desk.context.settings.keys))


def page(visit: Visit, template: str, **values: Any) -> HTMLResponse:
    """Return a page from a template."""
    return HTMLResponse(bare_page(template, visit=visit, dates=visit.dates, pages=visit.pages, **values))


def bare_page(template: str, **values: Any) -> str:
    """Return the HTML of a page that belongs to no learner yet."""
    return _environment().get_template(template).render(**values)


class ErrorPage(HTMLResponse):
    """A page that says what went wrong and what to do."""

    def __init__(self, visit: Visit, error: QuizError, status: int = 400) -> None:
        html = bare_page("error.html", visit=visit, dates=visit.dates, pages=visit.pages, error=error)
        super().__init__(html, status)
        self.error = error


def running_page(visit: Visit) -> HTMLResponse:
    """Return what is shown instead of a page while the learner's thread measures: the trials, and how to stop them."""
    answer = page(visit, "running.html")
    answer.status_code = 503
    answer.headers["retry-after"] = "2"
    return answer
