"""What the server of a class answers, over the whole table of routes."""

from quizapp.web.classroom.routes import ALLOWED, CLASS_ROUTES, REFUSED, SERVED
from quizapp.web.routes import ROUTES
from tests.web.classroom.conftest import ServedClass

# Whatever runs code of decks, or writes or reads files of the server.
NEVER = (
    "/decks", "/media", "/prove/run", "/prove/consent", "/quiz/consent", "/cards/edit", "/cards/save", "/preview",
    "/live",
)  # fmt: skip


def test_every_page_of_a_learner_is_served_or_refused() -> None:
    known = {(route.method, route.path) for route in ROUTES}
    assert known >= ALLOWED
    assert {(each.method, each.path) for each in (*SERVED, *REFUSED)} >= known
    assert not set(SERVED) & set(REFUSED)


def test_nothing_that_runs_code_or_touches_files_is_served() -> None:
    for route in SERVED:
        assert not route.path.startswith(NEVER)
    assert {route.module for route in CLASS_ROUTES} == {
        "classroom.progress",
        "classroom.assignments",
        "classroom.media",
    }


def test_refused_pages_do_nothing_for_anybody(class_pages: ServedClass) -> None:
    class_pages.start()
    teacher = class_pages.signed_in("me")
    token = teacher.form_token()
    for route in REFUSED:
        fields = [("form", token), ("name", "path"), ("value", "all"), ("do", "install")]
        page = teacher.send(route.method, route.path, fields if route.method == "POST" else None)
        assert page.status == 403 and "On your own machine" in page.html.replace("on your own", "On your own"), route
    for address in ("/live", "/preview/changes"):
        assert teacher.get(address).status == 404
    assert teacher.send("POST", "/live/stop", [("form", token)]).status == 404
    assert not (class_pages.folder / "none.toml").exists()


def test_without_signing_in_there_is_no_page(class_pages: ServedClass) -> None:
    """Nor does a form do anything."""
    class_pages.start()
    browser = class_pages.browser()
    for route in SERVED:
        page = browser.send(route.method, route.path, [("form", "x")] if route.method == "POST" else None)
        assert "Sign in to your class" in page.text, route
