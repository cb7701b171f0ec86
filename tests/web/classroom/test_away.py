"""The class's database goes away and comes back: the page says so, and no answer is lost or stored twice."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from server import Running, make_template, require, started

from tests.web.classroom.conftest import SESSION, Browser, Page, ServedClass, new_class
from tests.web.classroom.test_learners import REVIEWS, answered

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


def test_session_ends_while_the_database_is_away(class_pages: ServedClass, fragile: Running) -> None:
    """Signing out does not wait for it. What waited was not confirmed: its card is asked again."""
    class_pages.start()
    browser = class_pages.signed_in("a")
    page = rating(browser)
    form, leave = page.form("/quiz/rate"), page.form("/sign-out")
    fragile.control("stop", "-m", "fast")
    try:
        assert AWAY in browser.submit(form, ("rating", "good")).text
        assert "Sign in to your class" in browser.submit(leave).text and SESSION not in browser.cookies
    finally:
        fragile.control("start")
    answered(class_pages.signed_in("a"), 1)
    cards = class_pages.query(REVIEWS.format("a"))
    assert cards and len(set(cards)) == len(cards)


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
