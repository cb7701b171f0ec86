"""The Model Context Protocol: the handshake of 2025-11-25, the stateless requests of 2026-07-28, and calls of tools."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from quizapp import __version__
from quizapp.core.checked_arguments import checked
from quizapp.errors import QuizError
from quizapp.mcp.messages import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    METHOD_NOT_FOUND,
    UNSUPPORTED_VERSION,
    Malformed,
    Message,
    Request,
    RpcError,
    error_of,
    result_of,
)
from quizapp.mcp.tool import Tool

STATELESS = "2026-07-28"
HANDSHAKE = ("2025-11-25", "2025-06-18")  # the newest first; both send the same messages here
VERSIONS = (STATELESS, *HANDSHAKE)
INSTRUCTIONS = (
    "A learner's spaced-repetition quiz. Never tell the learner an answer before `answer` or `reveal` returned it. "
    "Send the learner's own words to `answer`, and let the learner choose the rating where you cannot. "
    "Cards that you write go into a draft, which the learner accepts with `quizapp deck accept`."
)
_META = "io.modelcontextprotocol/"
_SERVER = {"name": "quizapp", "title": "quizapp", "version": __version__}
_CACHED = {"ttlMs": 300_000, "cacheScope": "private"}  # of what depends on the command line alone


class Server:
    """Answers the messages of one client, one after the other."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        self._tools = {tool.name: tool for tool in tools}
        self._greeted = False  # by the handshake: requests need not name their version

    def serve(self, messages: Iterable[Message], out: TextIO) -> None:
        """Answer every message, each with one line, until there are no more."""
        for message in messages:
            response = self.answer(message)
            if response is not None:
                out.write(json.dumps(response) + "\n")
                out.flush()

    def answer(self, message: Message) -> dict[str, Any] | None:
        """Return the response to a message; None for one that has none."""
        if isinstance(message, Malformed):
            return error_of(message.id, message.code, message.text)
        if not isinstance(message, Request):
            return None
        try:
            return result_of(message, self._result(message))
        except RpcError as error:
            return error_of(message.id, error.code, str(error), error.data)
        except Exception as error:  # its text could quote a card
            sys.stderr.write(f"quizapp mcp: {message.method!r}: {error!r}\n")
            return error_of(message.id, INTERNAL_ERROR, f"internal error: {type(error).__name__}")

    def _result(self, request: Request) -> Mapping[str, Any]:
        if request.method == "initialize":
            return self._greet(request.params)
        meta = request.params.get("_meta")
        if isinstance(meta, dict) and f"{_META}protocolVersion" in meta:
            _check_meta(meta)
            found = self._stateless(request)
            return {"resultType": "complete", **found, "_meta": {f"{_META}serverInfo": _SERVER}}
        if not self._greeted:
            text = f"call `initialize` first, or send `{_META}protocolVersion` in `_meta` of every request"
            raise RpcError(INVALID_PARAMS, text)
        return {} if request.method == "ping" else self._called(request)

    def _greet(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        asked = params.get("protocolVersion")
        if not isinstance(asked, str):
            raise RpcError(INVALID_PARAMS, "`protocolVersion` must be a text")
        self._greeted = True
        version = asked if asked in HANDSHAKE else HANDSHAKE[0]
        about = {"capabilities": {"tools": {}}, "serverInfo": _SERVER, "instructions": INSTRUCTIONS}
        return {"protocolVersion": version, **about}

    def _stateless(self, request: Request) -> Mapping[str, Any]:
        if request.method == "server/discover":
            about = {"capabilities": {"tools": {}}, "instructions": INSTRUCTIONS}
            return {"supportedVersions": list(VERSIONS), **about, **_CACHED}
        found = self._called(request)
        return {**found, **_CACHED} if request.method == "tools/list" else found

    def _called(self, request: Request) -> Mapping[str, Any]:
        """Return the result of a method that both revisions have."""
        if request.method == "tools/list":
            return {"tools": [tool.as_json() for tool in self._tools.values()]}
        if request.method == "tools/call":
            return self._call(request.params)
        raise RpcError(METHOD_NOT_FOUND, f"there is no method `{request.method[:60]}`")

    def _call(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call a tool. What the caller can correct is a result with `isError`, which a model reads."""
        name, given = params.get("name"), params.get("arguments") or {}
        tool = self._tools.get(name) if isinstance(name, str) else None
        if tool is None:
            raise RpcError(INVALID_PARAMS, f"there is no tool `{str(name)[:60]}`", {"tools": list(self._tools)})
        try:
            found = tool.run(checked(given, tool.schema))
        except QuizError as error:
            return _content({"error": error.message} | ({"hint": error.hint} if error.hint else {}), failed=True)
        except ValueError as error:
            return _content({"error": str(error)}, failed=True)
        return _content(found, failed="problems" in found and not found.get("written", True))


def _check_meta(meta: Mapping[str, Any]) -> None:
    version = meta[f"{_META}protocolVersion"]
    if version != STATELESS:
        data = {"supported": list(VERSIONS), "requested": version}
        raise RpcError(UNSUPPORTED_VERSION, "Unsupported protocol version", data)
    if not isinstance(meta.get(f"{_META}clientCapabilities"), dict):
        raise RpcError(INVALID_PARAMS, f"`_meta` must have `{_META}clientCapabilities`, an object")


def _content(document: Mapping[str, Any], *, failed: bool) -> Mapping[str, Any]:
    text = json.dumps(document, ensure_ascii=False)
    return {"content": [{"type": "text", "text": text}], "structuredContent": dict(document), "isError": failed}
