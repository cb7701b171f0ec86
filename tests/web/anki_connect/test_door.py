"""Who may use the endpoint: hosts, origins, the key, large and malformed requests; and who learns of it."""

import json

import pytest

from tests.web.anki_connect.conftest import EXTENSION, Endpoint, Start, basic

EVIL = "https://evil.example"


def request(action: str = "deckNames", **more: object) -> bytes:
    """Return a request as bytes."""
    return json.dumps({"action": action, "version": 6, "params": {}} | more).encode()


def allowed(endpoint: Endpoint) -> bool:
    """Return whether the endpoint still works for who has the key."""
    return "My cards" in endpoint.result("deckNames")


def test_without_the_key_nothing_is_told(endpoint: Endpoint) -> None:
    for key in (None, "", "wrong", endpoint.key[:-1], endpoint.key + "x"):
        answer = endpoint.post(request(key=key)).json()
        assert answer == {"result": None, "error": "valid api key must be provided"}
        inner = [{"action": "deckNames", "key": endpoint.key}]
        assert endpoint.post(request("multi", key=key, params={"actions": inner})).json()["result"] is None
    assert allowed(endpoint)


def test_key_is_shown_once_and_only_its_digest_is_kept(start: Start, environ: dict[str, str]) -> None:
    first = start()
    assert len(first.key) > 40
    again = start()
    assert again.key == ""
    again.key = first.key
    assert allowed(again)
    from pathlib import Path

    kept = [file for file in Path(environ["QUIZAPP_DB"]).parent.rglob("*.json") if first.key in file.read_text("utf-8")]
    assert kept == []


@pytest.mark.parametrize("origin", [EVIL, "null", "http://127.0.0.1:8765", "http://localhost", EXTENSION + "x"])
def test_origin_that_is_not_on_the_list_is_refused_also_with_the_key(start: Start, origin: str) -> None:
    endpoint = start("--anki-connect-origin", EXTENSION)
    note = request("addNote", key=endpoint.key, params={"note": basic("from elsewhere")})
    for body in (note, request(key=endpoint.key), b"{", b"x" * 100_000):
        answer = endpoint.post(body, Origin=origin)
        assert answer.status in (403, 413), origin
        assert not any(name.startswith("access-control") for name in answer.headers)
    preflight = endpoint.pool.request("OPTIONS", endpoint.url, headers={"Origin": origin})
    assert preflight.status == 403 and "access-control-allow-origin" not in preflight.headers
    assert endpoint.result("findNotes", query='"front:from elsewhere"') == []


def test_origin_on_the_list_may_read_answers_after_a_preflight(start: Start) -> None:
    endpoint = start("--anki-connect-origin", EXTENSION + "/")
    asks = {
        "Origin": EXTENSION, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type",
        "Access-Control-Request-Private-Network": "true",
    }  # fmt: skip
    preflight = endpoint.pool.request("OPTIONS", endpoint.url, headers=asks)
    assert preflight.status == 204
    assert preflight.headers["access-control-allow-origin"] == EXTENSION
    assert preflight.headers["access-control-allow-headers"] == "content-type"
    assert preflight.headers["access-control-allow-private-network"] == "true"
    answer = endpoint.post(request(key=endpoint.key), Origin=EXTENSION, Content_Type="application/json")
    assert answer.json()["error"] is None
    assert answer.headers["access-control-allow-origin"] == EXTENSION
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert endpoint.post(request(), Origin=EXTENSION).json()["error"] == "valid api key must be provided"


def test_permission_is_granted_to_the_list_alone_and_the_terminal_tells_who_asked(start: Start) -> None:
    endpoint = start("--anki-connect-origin", EXTENSION)
    granted = {"permission": "granted", "requireApiKey": True, "version": 6}
    assert endpoint.post(request("requestPermission"), Origin=EXTENSION).json()["result"] == granted
    assert endpoint.post(request("requestPermission")).json()["result"] == granted
    for origin in (EVIL, "moz-extension://other", "moz-extension://other", "app://obsidian.md"):
        answer = endpoint.post(request("requestPermission"), Origin=origin)
        assert answer.json() == {"result": {"permission": "denied"}, "error": None}
        assert "access-control-allow-origin" not in answer.headers
    assert endpoint.line().endswith("--anki-connect-origin moz-extension://other")
    assert endpoint.line().endswith("--anki-connect-origin app://obsidian.md")


def test_name_of_another_site_that_points_here_is_refused(endpoint: Endpoint) -> None:
    """DNS rebinding: the browser believes that it talks to the other site, and sends no origin with a GET."""
    for host in (
        "evil.example",
        f"evil.example:{endpoint.port}",
        "127.0.0.1",
        f"127.0.0.1.evil.example:{endpoint.port}",
    ):
        assert endpoint.post(request(key=endpoint.key), Host=host).status == 421
        assert endpoint.pool.request("GET", endpoint.url, headers={"Host": host}).status == 421
    assert endpoint.post(request(key=endpoint.key), Host=f"localhost:{endpoint.port}").status == 200


def test_pages_are_not_at_the_port_of_the_endpoint_nor_it_at_theirs(endpoint: Endpoint) -> None:
    pages = endpoint.pages.partition("?")[0]
    assert endpoint.pool.request("POST", pages, body=request(key=endpoint.key)).status == 403
    shown = endpoint.pool.request("GET", endpoint.url + "/quiz?" + endpoint.pages.partition("?")[2])
    assert shown.status == 200 and b"AnkiConnect" in shown.data and b"<html" not in shown.data
    assert endpoint.pool.request("PUT", endpoint.url, body=b"{}").status == 405


def test_large_request_is_refused_before_all_of_it_arrived(endpoint: Endpoint) -> None:
    body = request("storeMediaFile", key=endpoint.key, params={"filename": "a.png", "data": "A" * (100 << 20)})
    assert endpoint.post(body).status == 413
    assert allowed(endpoint)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"7", b"null", b"\xff", b"[" * 100_000, b'{"action": 7}', b'{"version": 6}',
        b'{"action": "version", "version": "6"}', b'{"action": "version", "version": true}',
        b'{"action": "version", "version": 6.5}', b'{"action": "version", "params": []}',
        b'{"action": "version", "key": 7}', b'{"action": "\\ud800"}', b'{"action": "version", "version": NaN}',
    ],
    ids=lambda body: body[:40].decode("latin-1"),
)  # fmt: skip
def test_malformed_request_is_one_error(endpoint: Endpoint, body: bytes) -> None:
    answer = endpoint.post(body).json()
    assert answer["result"] is None and isinstance(answer["error"], str) and answer["error"]
    assert "own:" not in answer["error"]  # an error of quizapp itself
    assert allowed(endpoint)


def test_program_that_cannot_send_a_key_needs_an_origin_on_the_list(start: Start) -> None:
    endpoint = start("--anki-connect-no-key", "--anki-connect-origin", "app://obsidian.md")
    assert endpoint.key == ""
    assert endpoint.post(request(), Origin="app://obsidian.md").json()["error"] is None
    assert endpoint.post(request()).json()["error"] == "valid api key must be provided"
    assert endpoint.post(request(), Origin=EVIL).status == 403


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--anki-connect-no-key",), "named origins alone"),
        (("--anki-connect-origin", "*"), "`*` is not an origin"),
        (("--anki-connect-origin", "null"), "`null` is not an origin"),
        (("--anki-connect-origin", "https://a.example/path"), "is not an origin"),
        (("--class", "--db", "postgresql://h/d"), "`--anki-connect` is not for a class"),
    ],
)
def test_wrong_options_are_refused(quizapp, words: tuple[str, ...], told: str) -> None:  # type: ignore[no-untyped-def]
    refused = quizapp("web", "--no-browser", "--anki-connect", *words)
    assert refused.returncode == 2 and told in refused.stderr


def test_port_of_another_program_is_one_error(endpoint: Endpoint, quizapp) -> None:  # type: ignore[no-untyped-def]
    refused = quizapp("web", "--no-browser", "--anki-connect", "--anki-connect-port", str(endpoint.port))
    assert refused.returncode == 2 and "--anki-connect-port" in refused.stderr


def test_endpoint_is_off_by_default(environ: dict[str, str], serve) -> None:  # type: ignore[no-untyped-def]
    import socket

    served = serve(QUIZAPP_PATH="all")
    assert served.process.poll() is None
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", 8765)) != 0
