"""Learners of a class at work at the same time: each sees their own, and code never runs on the server."""

import json
import re
from pathlib import Path

from quizapp.store.database import open_store
from quizapp.store.decks.import_diff import Source
from quizapp.store.location import parse_server
from quizapp.usecases.bootstrap import install_folder
from quizapp.usecases.context import make_context
from tests.conftest import NOON
from tests.kinds_deck import write_kinds
from tests.web.answering import step
from tests.web.classroom.conftest import SESSION, Browser, ServedClass
from tests.web.client import Page

REVIEWS = "SELECT card FROM events WHERE kind = 'review' AND learner = '{}' ORDER BY time_ms, id"


def answered(browser: Browser, count: int) -> Page:
    """Reveal and rate so many cards by the forms of the pages."""
    page, rated = browser.get("/quiz"), 0
    while rated < count:
        actions = {form.action for form in page.found.forms}
        if "/quiz/begin" in actions:
            page = browser.submit(page.form("/quiz/begin"))
        elif "/quiz/rate" in actions:
            page, rated = browser.submit(page.form("/quiz/rate"), ("rating", "good")), rated + 1
        elif "/quiz/seen" in actions:
            page = browser.submit(page.form("/quiz/seen"), ("seen", "as predicted"))
        else:
            page = browser.submit(page.form("/quiz/answer"), ("do", "reveal"))
    return page


def test_two_learners_at_once_see_only_their_own(class_pages: ServedClass) -> None:
    class_pages.start()
    a, b = class_pages.signed_in("a"), class_pages.signed_in("b")
    for _ in range(2):
        answered(a, 1)
    answered(b, 1)
    assert len(class_pages.query(REVIEWS.format("a"))) == 2
    assert len(class_pages.query(REVIEWS.format("b"))) == 1
    assert re.search(r"answered today ?2", a.get("/").text) and re.search(r"answered today ?1", b.get("/").text)
    card = class_pages.query(REVIEWS.format("a"))[1][0]
    assert "Again" in a.get(f"/cards/one?card={card}").text or "good" in a.get(f"/cards/one?card={card}").text.lower()
    # Each connection is that of its learner, and of nobody else.
    here = f"datname = '{class_pages.database}' AND application_name = 'quizapp'"
    users = {row[0] for row in class_pages.query(f"SELECT usename::text FROM pg_stat_activity WHERE {here}")}
    assert users <= {"a", "b"}


def test_killed_server_loses_nothing_that_was_acknowledged(class_pages: ServedClass) -> None:
    class_pages.start()
    browser = class_pages.signed_in("a")
    answered(browser, 3)
    stored = class_pages.query(REVIEWS.format("a"))
    assert len(stored) == 3
    class_pages.processes[-1].kill()
    class_pages.processes[-1].wait(20)
    browser.pool.clear()
    class_pages.start()
    assert "Your session has ended" in browser.get("/quiz").text
    assert class_pages.query(REVIEWS.format("a")) == stored
    browser = class_pages.signed_in("a")
    answered(browser, 1)
    assert len(class_pages.query(REVIEWS.format("a"))) == 4


def test_form_that_is_sent_twice_counts_once(class_pages: ServedClass) -> None:
    class_pages.start()
    browser = class_pages.signed_in("a")
    page = browser.get("/quiz")
    while "/quiz/rate" not in {form.action for form in page.found.forms}:
        page = step(browser, page)
    form = page.form("/quiz/rate")
    browser.submit(form, ("rating", "good"))
    assert "answered already" in browser.submit(form, ("rating", "good")).text
    assert len(class_pages.query(REVIEWS.format("a"))) == 1


def _kinds(class_pages: ServedClass, folder: Path) -> None:
    """Install the deck with all kinds of questions as a teacher."""
    url = class_pages.server.url(class_pages.database, "me")
    context = make_context(url, None, {"TZ": "UTC", "QUIZAPP_NOW": NOON, "QUIZAPP_CONFIG": str(folder / "none.toml")})
    store = open_store(parse_server(url), "me")
    try:
        write_kinds(deck := folder / "kinds")
        install_folder(context, store, deck, Source(origin=str(deck), path=str(deck), digest=""))
    finally:
        store.close()


def _unrunnable(browser: Browser) -> Page:
    """Return the page of the next question that is graded by running code; others are hidden until tomorrow."""
    page = browser.get("/quiz")
    for _ in range(60):
        actions = {form.action for form in page.found.forms}
        if "/quiz/begin" in actions:
            page = browser.submit(page.form("/quiz/begin"))
        elif "Code does not run on this server" in page.text:
            return page
        else:
            page = browser.submit(page.form("/quiz/command"), ("do", "bury"))
    raise AssertionError("no such question was asked")


def test_code_does_not_run_for_a_question(class_pages: ServedClass, tmp_path: Path) -> None:
    """The page says how to run it elsewhere, and forms that would run code are refused, whatever they contain."""
    _kinds(class_pages, tmp_path)
    class_pages.start()
    browser = class_pages.signed_in("a")
    browser.send("POST", "/quiz/start", [("form", browser.form_token()), ("deck", "naps")])
    ran, seen = tmp_path / "ran", set()
    program = f"open({str(ran)!r}, 'w').close()\n"
    tries = ([("program", program), ("do", "run")], [("answer", "3")], [("program", program), ("do", "give-up")])
    for _ in range(3):  # a prediction, the output of a program, a verdict
        page = _unrunnable(browser)
        form = page.form("/quiz/answer")
        seen.add(form.fields["turn"].split()[-1])
        for fields in tries:
            found = browser.send("POST", "/quiz/answer", [*form.fields.items(), *fields])
            assert "or run it with quizapp on your machine" in found.text
            assert "/quiz/rate" not in {each.action for each in found.found.forms}
        revealed = browser.submit(form, ("do", "reveal"))
        browser.submit(revealed.form("/quiz/rate"), ("rating", "easy"))
    assert len(seen) == 3 and not ran.exists()


def test_page_of_a_claim_says_how_to_run_it_elsewhere(class_pages: ServedClass) -> None:
    class_pages.start()
    browser = class_pages.signed_in("a")
    listed = browser.get("/prove")
    address = next(each["href"] for tag, each in listed.found.tags if tag == "a" and "name=" in each.get("href", ""))
    page = browser.get(address)
    assert "On your own machine: quizapp prove" in page.text
    assert "/prove/run" not in {form.action for form in page.found.forms}


def test_cards_of_files_are_not_moved(class_pages: ServedClass) -> None:
    class_pages.start()
    teacher = class_pages.signed_in("me")
    card = class_pages.query("SELECT card FROM cards WHERE retired = 0 ORDER BY card LIMIT 1")[0][0]
    token = teacher.form_token()
    page = teacher.get(f"/cards/one?card={card}")
    assert "Move to" not in page.text and ">Edit<" not in page.html
    moved = teacher.send("POST", "/cards/act", [("form", token), ("card", card), ("do", "move"), ("place", "x/y")])
    assert "There is no action" in moved.text
    done = teacher.send("POST", "/cards/act", [("form", token), ("card", card), ("do", "suspend"), ("was", "no")])
    assert done.status == 200
    assert class_pages.query("SELECT learner FROM events WHERE kind = 'suspend'") == [("me",)]


def test_session_cookie_of_one_is_of_no_use_in_the_database_of_another(class_pages: ServedClass) -> None:
    """What a session reads is what its role may read, also through the search for cards."""
    class_pages.start()
    answered(class_pages.signed_in("a"), 1)
    b = class_pages.signed_in("b")
    assert b.cookies[SESSION] and "0 cards" in b.get("/cards?q=is:learning").text
    assert json.dumps("a") not in b.get("/progress").text
