"""The messages of JSON-RPC 2.0 as values, and how a line becomes one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.core.strict_json import parse_message

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL_ERROR = -32700, -32600, -32601, -32602, -32603
UNSUPPORTED_VERSION = -32022

Id = str | int


@dataclass(frozen=True, slots=True)
class Request:
    """A request, which is answered once."""

    id: Id
    method: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A notification or a response, to which nothing is sent."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The notification that a request need not be answered any more."""

    id: object

    def cancels(self, message: "Message") -> bool:
        """Return whether a message is the request that was cancelled; a handshake cannot be."""
        if not isinstance(message, Request) or message.method == "initialize":
            return False
        return message.id == self.id and type(message.id) is type(self.id)


@dataclass(frozen=True, slots=True)
class Malformed:
    """What is no message of the protocol; `id` is that of the request, where it could be read."""

    text: str
    code: int = INVALID_REQUEST
    id: Id | None = None


Message = Request | Unanswered | Cancelled | Malformed


class RpcError(Exception):
    """The answer to a request that cannot be carried out as a message of the protocol."""

    def __init__(self, code: int, message: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code, self.data = code, data


def parse(line: bytes) -> Message:
    """Return the message of a line."""
    try:
        document = parse_message(line)
    except ValueError:
        return Malformed("the line is not valid JSON in UTF-8", PARSE_ERROR)
    if isinstance(document, list):
        return Malformed("a batch is not part of this protocol; send one message a line")
    if not isinstance(document, dict) or document.get("jsonrpc") != "2.0":
        return Malformed('a message must be a JSON object with "jsonrpc": "2.0"', id=_id(document))
    return _message(document)


def _message(document: dict[str, Any]) -> Message:
    method, params = document.get("method"), document.get("params", {})
    if "method" not in document and ("result" in document or "error" in document):
        return Unanswered()  # a response: this server asks its client nothing
    if not isinstance(method, str):
        return Malformed("`method` must be a text", id=_id(document))
    if "id" not in document:
        is_cancel = method == "notifications/cancelled" and isinstance(params, dict)
        return Cancelled(params.get("requestId")) if is_cancel else Unanswered()
    number = _id(document)
    if number is None:
        return Malformed("`id` must be a text or a whole number")
    if not isinstance(params, dict):
        return Malformed("`params` must be an object", INVALID_PARAMS, number)
    return Request(number, method, params)


def _id(document: object) -> Id | None:
    found = document.get("id") if isinstance(document, dict) else None
    return found if isinstance(found, str | int) and not isinstance(found, bool) else None


def result_of(request: Request, result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the response to a request that succeeded."""
    return {"jsonrpc": "2.0", "id": request.id, "result": dict(result)}


def error_of(number: Id | None, code: int, message: str, data: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the response to a request that failed; without an id where it could not be read."""
    error: dict[str, Any] = {"code": code, "message": message}
    return {"jsonrpc": "2.0", "id": number, "error": error | ({"data": dict(data)} if data else {})}
