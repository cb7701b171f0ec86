"""Checks the arguments of a tool against its schema: the part of JSON Schema that the tools use."""

from collections.abc import Callable, Mapping
from typing import Any

from quizapp.core.did_you_mean import did_you_mean
from quizapp.mcp.tool import Arguments, Schema

_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def checked(given: object, schema: Schema) -> Arguments:
    """Return the arguments of a tool. Raises ValueError that names the first one with a fault, and what it must be."""
    if not isinstance(given, dict):
        raise ValueError("`arguments` must be an object")
    _check("arguments", given, schema)
    return given


def _check(name: str, value: Any, schema: Schema) -> None:
    wanted = schema.get("type")
    if wanted and not _TYPES[wanted](value):
        raise ValueError(f"`{name}` must be of type {wanted}")
    if value not in schema.get("enum", [value]):
        raise ValueError(f"`{name}` must be one of: {', '.join(schema['enum'])}")
    if isinstance(value, dict):
        _check_object(value, schema)
    elif isinstance(value, list):
        _check_size(name, len(value), schema.get("minItems", 0), schema.get("maxItems"))
        for index, each in enumerate(value):
            _check(f"{name}[{index}]", each, schema.get("items", {}))
    elif wanted == "integer":
        _check_size(name, value, schema.get("minimum"), schema.get("maximum"))


def _check_object(value: Mapping[str, Any], schema: Schema) -> None:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            raise ValueError(f"`{name}` is missing")
    for name, each in value.items():
        if name in known:
            _check(name, each, known[name])
        elif schema.get("additionalProperties") is False:
            hint = did_you_mean(name, known, f"Known: {', '.join(known) or 'none'}.")
            raise ValueError(f"`{name[:60]}` is unknown. {hint}")


def _check_size(name: str, size: int, least: int | None, most: int | None) -> None:
    if (least is not None and size < least) or (most is not None and size > most):
        raise ValueError(f"`{name}` must be from {least} to {most}, not {size}")
