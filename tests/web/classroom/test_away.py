"""The class's database goes away and comes back: the page says so, and no answer is lost or stored twice."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from server import Running, make_template, require, started

from quizapp.errors import ServerAway
from quizapp.store.location import Server, parse_server
from quizapp.web.classroom import desk as desk_module
from quizapp.web.classroom.signing_in import open_desk
from tests.web.classroom.conftest import SESSION, Browser, ServedClass, new_class
from tests.web.classroom.test_learners import REVIEWS, answered
from tests.web.client import Page

AWAY = "The class's database does not answer"


@pytest.fixture(scope="module")
def fragile() -> Iterator[Running]:
    """Start a server that this module may stop."""
    require()
    with started() as running:
        make_template(running)
        yield running


@pytest.fixture
def class_pages(fragile: Running, tmp_path: Path) -> Iterator[ServedClass]:
    """Create a class on that server."""
    with new_class(fragile, tmp_path) as served:
        yield served


def rating(browser: Browser) -> Page:
    """Return the page on which the current question is rated."""
    page = browser.get("/quiz")
    while "/quiz/rate" not in {form.action for form in page.found.forms}:
        begins = [form for form in page.found.forms if form.action == "/quiz/begin"]
        page = browser.submit(begins[0]) if begins else browser.submit(page.form("/quiz/answer"), ("do", "reveal"))
    return page


def back(browser: Browser, page: Page) -> Page:
    """Load the page that a page of waiting loads again, until the database answers."""
    until = time.monotonic() + 60
    while page.status == 503 and time.monotonic() < until:
        (address,) = (each["content"].partition("url=")[2] for tag, each in page.found.tags if "http-equiv" in each)
        time.sleep(0.2)
        page = browser.get(address)
    return page


def test_answer_waits_for_the_database_and_is_stored_once(class_pages: ServedClass, fragile: Running) -> None:
    """Other pages say so meanwhile; a sign-in is told to try again."""
    class_pages.start()
    browser = class_pages.signed_in("a")
    page = rating(browser)
    fragile.control("stop", "-m", "fast")
    try:
        waiting = browser.submit(page.form("/quiz/rate"), ("rating", "good"))
        assert waiting.status == 503 and AWAY in waiting.text and waiting.headers["retry-after"] == "3"
        assert AWAY in browser.get("/progress").text
        refused = class_pages.browser().sign_in("b", fragile.password)
        assert refused.status == 503 and "runs and can be reached" in refused.text
    finally:
        fragile.control("start")
    shown = back(browser, waiting)
    assert shown.status == 200 and "/sign-out" in {form.action for form in shown.found.forms}
    assert len(class_pages.query(REVIEWS.format("a"))) == 1
    answered(browser, 1)
    assert len(class_pages.query(REVIEWS.format("a"))) == 2


@pytest.mark.parametrize("leaves", ["sign-out", "end of the server"])
def test_answer_that_waits_is_kept_when_its_session_ends(
    class_pages: ServedClass, fragile: Running, leaves: str
) -> None:  # fmt: skip
    """Signing out does not wait for the database. The answer is stored once, when the same learner signs in again."""
    class_pages.start()
    browser = class_pages.signed_in("a")
    page = rating(browser)
    form, leave = page.form("/quiz/rate"), page.form("/sign-out")
    fragile.control("stop", "-m", "fast")
    try:
        assert AWAY in browser.submit(form, ("rating", "good")).text
        if leaves == "sign-out":
            told = browser.submit(leave).text
            assert "is kept here, and stored when you sign in again" in told and SESSION not in browser.cookies
        else:
            class_pages.stop()
    finally:
        fragile.control("start")
    if leaves != "sign-out":
        class_pages.start()
    other = class_pages.signed_in("b")
    other.get("/quiz")
    assert not class_pages.query(REVIEWS.format("a")) and not class_pages.query(REVIEWS.format("b"))
    browser.pool.clear()
    again = class_pages.browser()
    told = again.sign_in("a", fragile.password).text
    assert "1 answer that the server had not confirmed was sent" in told
    assert len(class_pages.query(REVIEWS.format("a"))) == 1
    form.fields["form"] = again.form_token()
    again.submit(form, ("rating", "good"))
    assert len(class_pages.query(REVIEWS.format("a"))) == 1, "a form of the session before stores nothing again"
    answered(again, 1)
    cards = class_pages.query(REVIEWS.format("a"))
    assert len(set(cards)) == len(cards) == 2


def test_wait_that_was_given_up_is_tried_again(
    fragile: Running, class_pages: ServedClass, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """After the longest wait the page does not say for ever that the database is away."""
    monkeypatch.setattr(desk_module, "MOST_SECONDS", 1.0)
    place = parse_server(class_pages.url)
    assert isinstance(place, Server)
    desk = open_desk(place, "a", fragile.password)
    ask: Callable[[], object] = lambda: desk.store.query("SELECT 1 AS one", {})  # noqa: E731
    try:
        asyncio.run(desk.run(ask))
        fragile.control("stop", "-m", "fast")
        with pytest.raises(ServerAway):
            asyncio.run(desk.run(ask))
        assert desk.away.seconds is None
    finally:
        fragile.control("start")
        asyncio.run(desk.run(ask))
        desk.close()


def test_who_is_removed_from_the_class_is_signed_out(class_pages: ServedClass, fragile: Running) -> None:
    """Row-level security would let them read nothing; the page says that the session has ended."""
    class_pages.start()
    browser = class_pages.signed_in("b")
    browser.get("/")
    class_pages.query("ALTER ROLE b PASSWORD 'another'")
    class_pages.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'b'")
    try:
        assert "Your session has ended" in back(browser, browser.get("/")).text and SESSION not in browser.cookies
    finally:
        class_pages.query(f"ALTER ROLE b PASSWORD '{fragile.password}'")
