"""Who may talk to the pages: hosts, tokens, origins, limits and headers, from a real client to a real server."""

import asyncio
import contextlib

import pytest
from starlette.types import Message

from quizapp.web import protection
from tests.web.client import Client
from tests.web.conftest import Serve

PAGES = ("/", "/quiz")


def test_without_the_token_there_is_no_page(serve: Serve) -> None:
    served = serve()
    stranger = Client(served.base)
    for address in (*PAGES, "/?token=", "/?token=wrong", "/live", "/media/x"):
        assert stranger.get(address).status == 403
    assert stranger.send("POST", "/quiz/start", [("cram", "yes")]).status == 403
    assert stranger.get("/assets/style.css").status == 200


def test_token_of_the_first_address_becomes_a_strict_cookie_and_leaves_the_address(serve: Serve) -> None:
    served = serve()
    found = Client(served.base).pool.request("GET", served.address, redirect=False)
    assert found.status == 303 and found.headers["location"] == "/"
    cookie = found.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie


def test_name_of_another_site_that_points_here_is_refused(serve: Serve) -> None:
    """DNS rebinding: the browser believes that it talks to the other site."""
    client = serve().client()
    port = client.base.rpartition(":")[2]
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1.evil.example:{port}", ""):
        assert client.send("GET", "/", Host=host).status in (400, 421)
    assert client.send("GET", "/", Host=f"localhost:{port}").status == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost"])
def test_form_of_another_site_is_refused(serve: Serve, origin: str) -> None:
    client = serve().client()
    assert client.send("POST", "/quiz/start", [("cram", "yes")], Origin=origin).status == 403
    assert client.send("POST", "/quiz/start", [("cram", "yes")], Sec_Fetch_Site="cross-site").status == 403


def test_form_without_an_origin_needs_its_token(serve: Serve) -> None:
    client = serve(QUIZAPP_PATH="all").client()
    client.origin = None
    assert client.send("POST", "/quiz/start", [("cram", "yes")]).status == 403
    assert client.send("POST", "/live/stop", [("form", "x")]).status == 403
    form = client.get("/quiz").found.forms[0]
    assert client.submit(form).status == 200


def test_every_answer_has_the_headers(serve: Serve) -> None:
    client = serve(QUIZAPP_PATH="all").client()
    for address in (*PAGES, "/assets/style.css", "/none", "/quiz/read"):
        headers = client.get(address).headers
        assert headers["content-security-policy"].startswith("default-src 'none';")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_forms_are_limited_in_size(serve: Serve) -> None:
    client = serve().client()
    assert client.send("POST", "/quiz/answer", [("turn", "x" * (3 << 20))]).status in (403, 413)
    assert client.get("/").status == 200


def test_forms_are_limited_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that arrives does not begin the time again."""
    monkeypatch.setattr(protection, "UPLOAD_SECONDS", 0.3)

    async def slow() -> Message:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def read() -> int:
        receive, count = protection.limited(slow, 1000), 0
        with contextlib.suppress(TimeoutError):
            while count < 1000:
                count += len((await receive())["body"])
        return count

    assert 0 < asyncio.run(read()) < 1000


def test_nothing_but_loopback_is_bound_unless_asked(serve: Serve) -> None:
    """With --host other machines reach it, and the terminal says so."""
    assert serve().base.startswith("http://127.0.0.1:")
