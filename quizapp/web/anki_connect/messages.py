"""The messages of AnkiConnect: a JSON object with an action for each request, a result or an error for each answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.core.checked_arguments import Schema, checked

NEWEST = 6
OLDEST_ASSUMED = 4  # where a request names no version
UNSUPPORTED = "unsupported action"
NO_KEY = "valid api key must be provided"
_REQUEST: Schema = {
    "required": ("action",),
    "properties": {
        "action": {"type": "string"},
        "version": {"type": "integer", "minimum": 1, "maximum": 1000},
        "params": {"type": ("object", "null")},
        "key": {"type": ("string", "null")},
    },
}


@dataclass(frozen=True, slots=True)
class Request:
    """What a program asks for; up to version 4 it gets a result as it is, without an object around it."""

    action: str
    params: Mapping[str, Any]
    version: int = OLDEST_ASSUMED
    key: str = ""


def read_request(document: object) -> Request:
    """Return the request of a JSON document. Raises ValueError that names what is wrong with it."""
    found = checked(document, _REQUEST, "request")
    return Request(
        found["action"], found.get("params") or {}, found.get("version", OLDEST_ASSUMED), found.get("key") or ""
    )  # fmt: skip


def success(request: Request, result: Any) -> Any:
    """Return the answer to a request that was carried out."""
    return result if request.version <= OLDEST_ASSUMED else {"result": result, "error": None}


def failure(reason: str) -> dict[str, Any]:
    """Return the answer to a request that was not carried out."""
    return {"result": None, "error": reason}
