"""Signing in to a class: cookies, tries, sessions, proxies. A real browser's requests, server and PostgreSQL."""

import time

import pytest

from tests.web.classroom.conftest import BEFORE, SESSION, ServedClass


def test_member_signs_in_and_out_and_leaves_no_connection(class_pages: ServedClass) -> None:
    class_pages.start()
    stranger = class_pages.browser()
    assert "Sign in to your class" in stranger.get("/quiz").text
    browser = class_pages.signed_in("a")
    assert class_pages.connections("a") == 1
    cookie = browser.cookies[SESSION]
    left = browser.submit(browser.get("/").form("/sign-out"))
    assert "Sign in to your class" in left.text and SESSION not in browser.cookies
    assert class_pages.connections("a") == 0
    browser.cookies[SESSION] = cookie
    assert "Sign in to your class" in browser.get("/").text


@pytest.mark.parametrize(
    ("name", "password"),
    [("a", "wrong"), ("a", ""), ("nobody", "wrong"), ("", ""), ("a\0", "x"),
     ("a" * 100, "x"), ("a", "x" * 2000), ("me@127.0.0.1/postgres?user=me", "x"), ("é ü", "ß:@/?#%")],
)  # fmt: skip
def test_wrong_name_or_password_is_one_answer(class_pages: ServedClass, name: str, password: str) -> None:
    """An empty password is none that the driver would find elsewhere."""
    class_pages.start(PGPASSWORD=class_pages.server.password, PGUSER="a")
    browser = class_pages.browser()
    page = browser.sign_in(name, password)
    assert "The name or the password is wrong." in page.text and page.status == 403
    assert SESSION not in browser.cookies


@pytest.mark.parametrize("name", ["head", "postgres"])
def test_owner_and_administrators_do_not_sign_in(class_pages: ServedClass, name: str) -> None:
    """They see more than a member: what row-level security does not limit is not shown in a page."""
    class_pages.start()
    browser = class_pages.browser()
    assert browser.sign_in(name, class_pages.server.password).status == 403
    assert SESSION not in browser.cookies


def test_password_is_neither_printed_nor_kept_in_a_file(class_pages: ServedClass) -> None:
    class_pages.start()
    browser = class_pages.signed_in("a")
    assert "/quiz/begin" in browser.get("/quiz").html
    class_pages.browser().sign_in("a", "not-my-password-7")
    for secret in (class_pages.server.password, "not-my-password-7"):
        assert secret not in class_pages.stop()
        for file in class_pages.folder.rglob("*"):
            assert not file.is_file() or secret.encode() not in file.read_bytes()
            assert secret not in file.name


def test_cookies_are_strict_and_the_id_changes_at_sign_in(class_pages: ServedClass) -> None:
    """Session fixation: an id that somebody planted in the browser is never that of a session."""
    class_pages.start()
    browser = class_pages.browser()
    browser.cookies[SESSION] = "planted-by-somebody-else"
    browser.sign_in("a", class_pages.server.password)
    first = browser.cookies[SESSION]
    assert first != "planted-by-somebody-else" and BEFORE not in browser.cookies
    thief = class_pages.browser()
    thief.cookies[SESSION] = "planted-by-somebody-else"
    assert "Sign in" in thief.get("/").text
    for header in browser.set_cookies:
        flags = header.lower()
        assert "httponly" in flags and "samesite=strict" in flags and "path=/" in flags
        assert "; secure" not in flags  # without TLS, on this machine alone
    browser.cookies.clear()
    browser.sign_in("a", class_pages.server.password)
    assert browser.cookies[SESSION] != first


def test_second_sign_in_of_a_browser_ends_its_first_session(class_pages: ServedClass) -> None:
    class_pages.start()
    browser = class_pages.signed_in("a")
    old = browser.cookies[SESSION]
    form = class_pages.browser()
    before = form.get("/sign-in").form("/sign-in")
    browser.cookies[BEFORE] = form.cookies[BEFORE]
    assert "Sign out b" in browser.submit(before, name="b", password=class_pages.server.password).text
    browser.cookies[SESSION] = old
    assert "Sign in" in browser.get("/").text
    assert class_pages.connections("a") == 0


def test_tries_are_limited_by_name(class_pages: ServedClass) -> None:
    """After some wrong passwords even the right one has to wait in a new browser, and others do not."""
    class_pages.start()
    browser = class_pages.browser()
    for _ in range(5):
        assert browser.sign_in("a", "wrong").status == 403
    page = browser.sign_in("a", class_pages.server.password)
    assert page.status == 429 and "Too many tries" in page.text and int(page.headers["retry-after"]) >= 1
    class_pages.signed_in("b")


def test_forms_without_the_token_or_of_another_site_are_refused(class_pages: ServedClass) -> None:
    class_pages.start()
    browser = class_pages.signed_in("a")
    for fields in ([("cram", "yes")], [("cram", "yes"), ("form", "x")], None):
        assert browser.send("POST", "/quiz/start", fields).status == 403
    good = [("cram", "yes"), ("form", browser.form_token())]
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}):
        assert browser.send("POST", "/quiz/start", good, **headers).status == 403
    assert browser.send("POST", "/quiz/start", good).status == 200
    assert browser.send("POST", "/sign-out", [("form", "x")]).status == 403
    assert "Sign out a" in browser.get("/").text
    stranger = class_pages.browser()
    given = [("name", "a"), ("password", class_pages.server.password), ("form", "x")]
    assert stranger.send("POST", "/sign-in", given).status == 403 and SESSION not in stranger.cookies
    assert browser.send("GET", "/", Host="evil.example").status == 421


def test_token_of_one_learner_is_of_no_use_to_another(class_pages: ServedClass) -> None:
    class_pages.start()
    a, b = class_pages.signed_in("a"), class_pages.signed_in("b")
    assert a.form_token() != b.form_token()
    assert b.send("POST", "/quiz/start", [("form", a.form_token())]).status == 403


def test_session_ends_without_requests(class_pages: ServedClass) -> None:
    class_pages.start("--idle", "0.02")
    browser = class_pages.signed_in("a")
    until = time.monotonic() + 30
    while class_pages.connections("a") and time.monotonic() < until:
        time.sleep(0.2)
    assert class_pages.connections("a") == 0
    page = browser.get("/quiz")
    assert "Your session has ended" in page.text


def test_behind_a_proxy_cookies_need_tls_and_headers_of_others_are_not_read(class_pages: ServedClass) -> None:
    class_pages.start("--behind-proxy", "127.0.0.1")
    plain = class_pages.browser(X_Forwarded_Proto="http", X_Forwarded_For="192.0.2.1")
    assert plain.get("/sign-in").status == 403
    browser = class_pages.browser(X_Forwarded_Proto="https", X_Forwarded_For="192.0.2.1", Host="class.example.org",
                                  Origin="https://class.example.org")  # fmt: skip
    page = browser.sign_in("a", class_pages.server.password)
    assert "Sign out a" in page.text and "max-age" in page.headers["strict-transport-security"]
    assert "__Host-quizapp" in browser.cookies
    assert all("; secure" in header.lower() for header in browser.set_cookies)
    http = class_pages.browser(X_Forwarded_Proto="https", Host="class.example.org", Origin="http://class.example.org")
    assert http.sign_in("a", class_pages.server.password).status == 403


def test_request_past_the_proxy_is_refused(class_pages: ServedClass) -> None:
    class_pages.start("--behind-proxy", "192.0.2.0/24")
    found = class_pages.browser(X_Forwarded_Proto="https", X_Forwarded_For="192.0.2.1").get("/sign-in")
    assert found.status == 403 and "through its proxy only" in found.html


def test_idle_connection_is_closed_and_opened_again(class_pages: ServedClass) -> None:
    """As when PostgreSQL was started again: the session goes on with a new connection."""
    class_pages.start()
    browser = class_pages.signed_in("a")
    question = browser.get("/quiz").text
    class_pages.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'a'")
    assert browser.get("/quiz").text == question
    assert "Sign out a" in browser.get("/").text


def test_signing_out_everywhere_ends_the_sessions_of_the_learner_alone(class_pages: ServedClass) -> None:
    class_pages.start()
    here, elsewhere, other = (class_pages.signed_in(name) for name in ("a", "a", "b"))
    form = next(each for each in here.get("/settings").found.forms if ("everywhere", "yes") in each.buttons)
    assert "Sign in to your class" in here.submit(form, ("everywhere", "yes")).text
    assert "Your session has ended" in elsewhere.get("/").text
    assert "Sign out b" in other.get("/").text
    assert class_pages.connections("a") == 0


def test_a_hundred_bad_sign_ins_keep_no_class_out(class_pages: ServedClass) -> None:
    """All from the address of the class, at the name of somebody who has signed in before, and at others."""
    class_pages.start()
    browser = class_pages.signed_in("a")
    browser.submit(browser.get("/").form("/sign-out"))
    guesser = class_pages.browser()
    names = ("a" if number % 2 else f"x{number}" for number in range(100))
    statuses = [guesser.sign_in(name, "wrong" if name == "a" else "").status for name in names]
    assert set(statuses) == {403, 429} and statuses.count(403) < 50
    assert "Sign out a" in browser.sign_in("a", class_pages.server.password).text
    page = class_pages.browser().sign_in("b", class_pages.server.password)
    assert page.status == 200 or int(page.headers["retry-after"]) <= 3
