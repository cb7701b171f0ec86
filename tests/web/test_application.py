"""The endpoints: an error that nobody expected is one page."""

from pathlib import Path

from quizapp.usecases.context import make_context
from quizapp.web.application import answered
from quizapp.web.desk import Desk
from quizapp.web.kept_settings import FileSettings
from quizapp.web.routes import Route
from quizapp.web.visit import Visit


def test_error_of_quizapp_itself_is_a_page_and_its_traceback_is_kept(tmp_path: Path) -> None:
    kept: list[str] = []

    def report(text: str) -> Path:
        kept.append(text)
        return tmp_path / "report.txt"

    desk = Desk(FileSettings(lambda: make_context(str(tmp_path / "q.db"), None, {"TZ": "UTC"})))
    try:
        found = answered(Route("GET", "/", "missing_page", "show"), Visit(desk=desk, address="/"), report)
    finally:
        desk.close()
    assert found.status_code == 500 and b"report.txt" in found.body and b"Your answers are stored" in found.body
    assert "missing_page" in kept[0]
