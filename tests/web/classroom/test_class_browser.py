"""The pages of a class in a real headless Chromium: sign-in, a learner's quiz, and what a teacher sees."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from server import Running, fresh

from tests.web.browsing import check, is_at, keys, look, next_page, wait
from tests.web.classroom.conftest import ServedClass, free_port
from tests.web.classroom.test_learners import answered

LOOKS = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
TWO = [(390, "dark"), (1280, "light")]  # for pages that other tests check too
HAWAII = "Pacific/Honolulu"


@pytest.fixture(scope="module")
def school(server: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedClass]:
    """Yield a class at work: learners have answered, and something is assigned, late and for a group."""
    with fresh(server) as database:
        served = ServedClass(server, database, tmp_path_factory.mktemp("school"), free_port())
        served.query("INSERT INTO class_groups (learner, name) VALUES ('a', 'red')", "me")
        served.start()
        teacher = served.signed_in("me")
        for name, group, due in (("Week 1", "", "2026-03-01"), ("Locks", "red", "2026-03-20")):
            form = next(form for form in teacher.get("/class/assignments").found.forms if "what" in form.choices)
            teacher.submit(form, what="concurrency", due=due, opens="", group=group, name=name)
        answered(served.signed_in("a"), 6)
        answered(served.signed_in("b"), 3)
        yield served
        for each in served.browsers:
            each.pool.clear()
        served.stop()


def seen(browser: Any, base: str, name: str, looks: Sequence[tuple[int, str]] = LOOKS) -> None:
    """Check a page at both widths and in both schemes."""
    for width, scheme in looks:
        look(browser, width, scheme)
        check(browser, base, f"class-{name}")


def sign_in(browser: Any, school: ServedClass, name: str, password: str = "") -> None:
    """Sign in by keys alone: the cursor is in the first field."""
    from selenium.webdriver.common.keys import Keys

    browser.get(school.base)
    wait(browser, "#name")
    keys(browser, name, Keys.TAB, password or school.server.password, Keys.ENTER)


def shown(browser: Any, school: ServedClass, pages: dict[str, str]) -> None:
    """Check pages by their names and addresses."""
    for name, address in pages.items():
        browser.get(school.base + address)
        seen(browser, school.base, name)


def test_learner_signs_in_and_answers_by_keys(browser: Any, school: ServedClass) -> None:
    """A wrong password is told; the study day is that of the browser's time zone."""
    from selenium.webdriver.common.keys import Keys

    browser.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": HAWAII})
    try:
        browser.get(school.base)
        seen(browser, school.base, "sign-in")
        sign_in(browser, school, "b", "wrong")
        assert "wrong" in wait(browser, "[role=alert]").text
        browser.get_log("browser")  # the page has the status 403
        seen(browser, school.base, "sign-in-refused", TWO)
        sign_in(browser, school, "b")
        wait(browser, ".leave")
    finally:
        browser.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": ""})
    shown(browser, school, {"settings": "/settings", "class-of-a-learner": "/class"})
    browser.get(school.base + "/settings")
    assert browser.find_element("id", "s-zone").get_attribute("value") == HAWAII
    browser.get(school.base + "/quiz")
    reviews = "SELECT count(*) FROM events WHERE learner = 'b' AND kind = 'review'"
    before = school.query(reviews)
    checked = set[str]()
    for _ in range(12):
        name = "result" if is_at(browser, ".ratings") else "question" if is_at(browser, "#answer") else "other"
        if name not in checked:
            seen(browser, school.base, f"quiz-{name}", TWO)
            checked.add(name)
        if name == "result":
            keys(browser, "4")
            break
        with next_page(browser):
            if is_at(browser, "button[value=reveal]"):
                browser.find_element("css selector", "button[value=reveal]").send_keys(Keys.ENTER)
            else:
                keys(browser, Keys.ENTER)
    wait(browser, "#answer, form[action='/quiz/begin'], .entry-pick")
    assert school.query(reviews)[0][0] == before[0][0] + 1 and {"question", "result"} <= checked
    browser.get(school.base + "/")
    browser.find_element("css selector", ".leave button").click()
    wait(browser, "#password")


def test_teacher_sees_the_class(browser: Any, school: ServedClass) -> None:
    """Progress, a learner, assignments with dates, wrong answers, and results as CSV."""
    sign_in(browser, school, "me")
    wait(browser, ".leave")
    pages = {
        "class": "/class", "of-a-deck": "/class?deck=concurrency", "learner": "/class/learner?name=a",
        "assignments": "/class/assignments", "items": "/class/items",
    }  # fmt: skip
    shown(browser, school, pages)
    browser.get(school.base + "/class")
    text = browser.find_element("tag name", "main").text
    assert "Week 1" in text and "Locks" in text and "red" in text
    got = "fetch(arguments[0]).then(r => r.text()).then(arguments[1])"
    table = browser.execute_async_script(got, school.base + "/class/results")
    assert table.startswith("learner,groups,") and "\r\na,red," in table
    browser.find_element("link text", "a").click()
    assert "Groups: red" in wait(browser, "main").text
    browser.get(school.base + "/class/assignments")
    browser.find_element("css selector", "form[action='/class/withdraw'] button").click()
    assert "no longer assigned" in wait(browser, ".notice").text
