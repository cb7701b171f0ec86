"""Checks what another program sent against a schema: the part of JSON Schema that tools and actions use."""

from collections.abc import Callable, Mapping
from typing import Any

from quizapp.core.did_you_mean import did_you_mean

Arguments = Mapping[str, Any]
Schema = Mapping[str, Any]

_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
}


def takes(required: tuple[str, ...] = (), **properties: Schema) -> Schema:
    """Return the schema of an object that has these properties and no others."""
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def checked(given: object, schema: Schema, name: str = "arguments") -> Arguments:
    """Return an object of arguments. Raises ValueError that names the first one with a fault, and what it must be."""
    if not isinstance(given, dict):
        raise ValueError(f"`{name}` must be an object")
    _check(name, given, schema)
    return given


def _check(name: str, value: Any, schema: Schema) -> None:
    if not schema:  # anything, however deeply it is nested
        return
    wanted = schema.get("type", ())
    kinds = (wanted,) if isinstance(wanted, str) else wanted
    if kinds and not any(_TYPES[kind](value) for kind in kinds):
        raise ValueError(f"`{name}` must be of type {' or '.join(kinds)}")
    if value not in schema.get("enum", [value]):
        raise ValueError(f"`{name}` must be one of: {', '.join(schema['enum'])}")
    if isinstance(value, dict):
        _check_object(value, schema)
    elif isinstance(value, list):
        _check_size(name, len(value), schema.get("minItems", 0), schema.get("maxItems"))
        for index, each in enumerate(value):
            _check(f"{name}[{index}]", each, schema.get("items", {}))
    elif "integer" in kinds:
        _check_size(name, value, schema.get("minimum"), schema.get("maximum"))


def _check_object(value: Mapping[str, Any], schema: Schema) -> None:
    known, others = schema.get("properties", {}), schema.get("additionalProperties", {})
    for name in schema.get("required", ()):
        if name not in value:
            raise ValueError(f"`{name}` is missing")
    for name, each in value.items():
        if name in known or others is not False:
            _check(name[:60], each, known.get(name, others))
        else:
            hint = did_you_mean(name, known, f"Known: {', '.join(known) or 'none'}.")
            raise ValueError(f"`{name[:60]}` is unknown. {hint}")


def _check_size(name: str, size: int, least: int | None, most: int | None) -> None:
    if (least is not None and size < least) or (most is not None and size > most):
        raise ValueError(f"`{name}` must be from {least} to {most}, not {size}")
