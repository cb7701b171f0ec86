"""Each learner of a class has their own settings and time zone, in rows that nobody else sees or changes."""

import psycopg
import pytest

from tests.web.classroom.conftest import Browser, ServedClass
from tests.web.classroom.test_learners import answered
from tests.web.client import Page

HAWAII = "Pacific/Honolulu"
ROWS = "SELECT learner, name, value FROM learner_settings ORDER BY learner, name"


def saved(browser: Browser, name: str, value: str, do: str = "") -> Page:
    """Send the form of a setting."""
    fields = [("form", browser.form_token()), ("name", name), ("value", value), *([("do", do)] if do else [])]
    return browser.send("POST", "/settings", fields)


def test_settings_of_a_learner_are_theirs_alone_and_are_kept(class_pages: ServedClass) -> None:
    class_pages.start()
    a, b = class_pages.signed_in("a"), class_pages.signed_in("b")
    assert "new_per_day = 3" in saved(a, "new_per_day", "3").text
    assert class_pages.query(ROWS) == [("a", "new_per_day", "3")]
    assert "3 new" in a.get("/").text and "40 new" in b.get("/").text
    again = class_pages.signed_in("a")
    assert "3 new" in again.get("/").text
    assert "new_per_day = 40" in saved(again, "new_per_day", "", "reset").text
    assert class_pages.query(ROWS) == [] and "40 new" in a.get("/").text


def test_nothing_of_the_server_can_be_set(class_pages: ServedClass) -> None:
    class_pages.start()
    browser = class_pages.signed_in("a")
    for name, value in (("unconfined", "yes"), ("sync_folder", "/tmp"), ("media_megabytes", "64"), ("x", "y")):
        assert saved(browser, name, value).status == 200
        assert f'value="{name}"' not in browser.get("/settings").html
    assert "cannot be" in saved(browser, "new_per_day", "many").text
    assert "cannot be" in saved(browser, "zone", "../../etc/passwd").text
    assert class_pages.query(ROWS) == [] and not (class_pages.folder / "none.toml").exists()


def test_new_learner_chooses_a_path_of_their_own(class_pages: ServedClass) -> None:
    class_pages.start(QUIZAPP_PATH="")
    browser, other = class_pages.signed_in("a"), class_pages.signed_in("b")
    asked = browser.get("/")
    names = [value for _, value in asked.form("/path").buttons if value != "all"]
    assert "Your path" in browser.submit(asked.form("/path"), ("path", names[0])).text
    assert class_pages.query(ROWS) == [("a", "path", names[0])]
    assert other.get("/").form("/path")
    refused = browser.send("POST", "/path", [("form", browser.form_token()), ("path", "no-such-path")])
    assert "There is no learning path" in refused.text


def test_study_day_is_that_of_the_learners_time_zone(class_pages: ServedClass) -> None:
    """The browser says the zone; the learner can set another one, which stays."""
    class_pages.start()
    browser = class_pages.browser()
    form = browser.get("/sign-in").form("/sign-in")
    browser.submit(form, name="a", password=class_pages.server.password, zone=HAWAII)
    shown = browser.get("/settings")
    assert HAWAII in shown.html and "set in your browser" in shown.text
    answered(browser, 1)
    saved(browser, "zone", "Asia/Tokyo")
    answered(browser, 1)
    days = [row[0] for row in class_pages.query("SELECT day FROM events WHERE kind = 'review' ORDER BY time_ms, id")]
    assert days == ["2026-03-01", "2026-03-02"]
    other = class_pages.browser()
    other.submit(other.get("/sign-in").form("/sign-in"), name="a", password=class_pages.server.password, zone=HAWAII)
    assert "Asia/Tokyo" in other.get("/settings").html


def test_database_gives_a_learner_only_their_own_rows(class_pages: ServedClass) -> None:
    """Whatever client they use; names and sizes are limited."""
    class_pages.query("INSERT INTO learner_settings VALUES ('b', 'path', 'web')", "b")
    assert class_pages.query(ROWS, "a") == [] and class_pages.query(ROWS, "me") == []
    class_pages.query("UPDATE learner_settings SET value = 'gil'", "a")
    class_pages.query("SELECT drop_setting('path')", "me")
    assert class_pages.query(ROWS) == [("b", "path", "web")]
    refused = {
        "INSERT INTO learner_settings VALUES ('b', 'zone', 'UTC')": psycopg.errors.InsufficientPrivilege,
        "INSERT INTO learner_settings VALUES ('a', 'unconfined', 'yes')": psycopg.errors.CheckViolation,
        "INSERT INTO learner_settings VALUES ('a', 'path', repeat('x', 1001))": psycopg.errors.CheckViolation,
    }
    for statement, error in refused.items():
        with pytest.raises(error):
            class_pages.query(statement, "a")
