"""The messages of both revisions of the protocol, malformed ones, and the end of the input."""

import json
from pathlib import Path

import pytest

from tests.mcp.client import STATELESS, connected

pytestmark = pytest.mark.once  # the messages do not depend on the database
READING = ["find_cards", "deck_status", "progress", "plan"]
WRITING = ["next_question", "answer", "reveal", "rate", "undo", "add_cards", "write_concept"]


def _request(number: object, method: str = "ping", **params: object) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode()


def test_handshake_names_the_revision(environ: dict[str, str]) -> None:
    with connected(environ) as client:
        for asked, told in (("2025-11-25", "2025-11-25"), ("2025-06-18", "2025-06-18"), ("1999-01-01", "2025-11-25")):
            result = client.request("initialize", {"protocolVersion": asked})["result"]
            assert (result["protocolVersion"], result["serverInfo"]["name"]) == (told, "quizapp")
            assert result["capabilities"] == {"tools": {}}
        assert client.request("ping")["result"] == {}
        assert client.request("resources/list")["error"]["code"] == -32601


def test_stateless_requests_need_no_handshake(environ: dict[str, str]) -> None:
    with connected(environ) as client:
        found = client.request("server/discover", {"_meta": STATELESS})["result"]
        assert found["supportedVersions"][0] == "2026-07-28"
        assert found["resultType"] == "complete"
        assert found["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "quizapp"
        assert {"ttlMs", "cacheScope"} < set(client.request("tools/list", {"_meta": STATELESS})["result"])
        params = {"_meta": STATELESS, "name": "deck_status", "arguments": {}}
        called = client.request("tools/call", params)["result"]
        assert (called["resultType"], called["isError"]) == ("complete", False)
        assert client.request("ping", {"_meta": STATELESS})["error"]["code"] == -32601  # removed in this revision


def test_stateless_request_with_another_version_or_without_capabilities_is_refused(environ: dict[str, str]) -> None:
    version = "io.modelcontextprotocol/protocolVersion"
    with connected(environ) as client:
        error = client.request("tools/list", {"_meta": {**STATELESS, version: "2031-01-01"}})["error"]
        assert error["code"] == -32022
        assert error["data"] == {"supported": ["2026-07-28", "2025-11-25", "2025-06-18"], "requested": "2031-01-01"}
        assert client.request("tools/list", {"_meta": {version: "2026-07-28"}})["error"]["code"] == -32602


def test_request_of_neither_revision_is_refused(environ: dict[str, str]) -> None:
    """Without a handshake and without a version in `_meta`."""
    from quizapp.mcp.messages import parse
    from quizapp.mcp.protocol import Server

    response = Server(()).answer(parse(_request(1, "tools/list")))
    assert response and response["error"]["code"] == -32602


def test_reads_only_unless_told_to_write(environ: dict[str, str]) -> None:
    with connected(environ) as client:
        tools = client.request("tools/list")["result"]["tools"]
        assert [tool["name"] for tool in tools] == READING
        assert all(tool["annotations"]["readOnlyHint"] for tool in tools)
        for name in WRITING:
            error = client.request("tools/call", {"name": name, "arguments": {}})["error"]
            assert error["code"] == -32602
    with connected(environ, "--write") as client:
        tools = client.request("tools/list")["result"]["tools"]
        assert {tool["name"]: not tool["annotations"]["readOnlyHint"] for tool in tools} == {
            **dict.fromkeys(READING, False), **dict.fromkeys(WRITING, True),
        }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "code", "number"),
    [
        (b"{", -32700, None),
        (b"\xff\xfe", -32700, None),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "\\ud800"}', -32700, None),
        (b"[" * 100_000, -32700, None),
        (b'{"jsonrpc": "2.0", "id": NaN, "method": "ping"}', -32700, None),
        (b'[{"jsonrpc": "2.0", "id": 1, "method": "ping"}]', -32600, None),
        (b"[]", -32600, None),
        (b"7", -32600, None),
        (b'{"id": 5, "method": "ping"}', -32600, 5),
        (b'{"jsonrpc": "2.0", "id": 5, "method": 6}', -32600, 5),
        (b'{"jsonrpc": "2.0", "id": null, "method": "ping"}', -32600, None),
        (b'{"jsonrpc": "2.0", "id": true, "method": "ping"}', -32600, None),
        (b'{"jsonrpc": "2.0", "id": "a", "method": "ping", "params": []}', -32602, "a"),
        (b'{"jsonrpc": "2.0", "id": 5, "method": "initialize"}', -32602, 5),
        (b'{"jsonrpc": "2.0", "id": 5, "method": "tools/call"}', -32602, 5),
        (b'{"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": {"name": []}}', -32602, 5),
        (b'"' + b"x" * (9 << 20) + b'"', -32600, None),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_malformed_message_has_an_error_and_the_next_one_its_answer(
    environ: dict[str, str], line: bytes, code: int, number: object
) -> None:
    with connected(environ) as client:
        client.send(line)
        found = client.line()
        assert (found["error"]["code"], found["id"]) == (code, number)
        assert client.request("ping")["result"] == {}


def test_notifications_and_responses_are_not_answered(environ: dict[str, str]) -> None:
    with connected(environ) as client:
        client.send(
            b'{"jsonrpc": "2.0", "method": "notifications/progress", "params": {}}',
            b'{"jsonrpc": "2.0", "method": "tools/call", "params": {"name": "deck_status"}}',
            b'{"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 77}}',
            b'{"jsonrpc": "2.0", "method": "notifications/cancelled", "params": 3}',
            b'{"jsonrpc": "2.0", "id": 9, "result": {}}',
            b"",
        )
        assert client.request("ping")["result"] == {}


def test_cancelled_request_is_not_carried_out_while_it_waits(environ: dict[str, str]) -> None:
    """The first request takes long enough for the others to be read."""
    plan = _request("slow", "tools/call", name="plan", arguments={"months": 36})
    with connected(environ, "--write") as client:
        cancel = b'{"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "no"}}'
        client.send(plan, _request("no"), _request("yes"), cancel)
        assert [client.line()["id"], client.line()["id"]] == ["slow", "yes"]


def test_end_of_input_ends_the_server_after_what_was_asked(environ: dict[str, str], tmp_path: Path) -> None:
    with connected(environ) as client:
        client.send(_request("last"))
        code, rest = client.end()
        assert (code, json.loads(rest)) == (0, {"jsonrpc": "2.0", "id": "last", "result": {}})


@pytest.mark.parametrize(
    ("tool", "given", "told"),
    [
        ("find_cards", {"word": "x"}, "`word` is unknown. Did you mean `words`?"),
        ("find_cards", {"limit": 100_000}, "`limit` must be from 1 to 500, not 100000"),
        ("find_cards", {"states": ["new", "old"]}, "`states[1]` must be one of: new, "),
        ("find_cards", {"words": 3}, "`words` must be of type string"),
        ("plan", {"months": True}, "`months` must be of type integer"),
        ("rate", {"rating": "good"}, "`token` is missing"),
        ("add_cards", {"deck": "a", "cards": []}, "`cards` must be from 1 to 500, not 0"),
        ("add_cards", {"deck": "a", "cards": ["x"]}, "`cards[0]` must be of type object"),
    ],
)
def test_wrong_argument_is_named(environ: dict[str, str], tool: str, given: dict[str, object], told: str) -> None:
    with connected(environ, "--write") as client:
        assert client.call(tool, **given)["error"].startswith(told)
        result = client.request("tools/call", {"name": tool, "arguments": [1]})["result"]
        assert (result["isError"], result["structuredContent"]) == (
            True, {"error": "`arguments` must be an object"},
        )  # fmt: skip
