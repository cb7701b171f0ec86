"""JSON that Python would read too generously: NaN, infinities, and numbers that overflow are refused."""

import json
from math import isfinite
from typing import Any


def parse_json(text: str | bytes) -> Any:
    """Return the value of a JSON text. Raises ValueError for invalid JSON and for numbers that are not finite."""
    return json.loads(text, parse_constant=_refuse, parse_float=_finite)


def parse_message(content: bytes) -> Any:
    """Return the value of a JSON text in UTF-8 from another program.

    Raises ValueError also for a text that is nested too deeply, and for half of a surrogate pair, which no text of ours
    could store.
    """
    try:
        value = parse_json(content.decode("utf-8"))
        if b"\\u" in content:
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return value


def _refuse(name: str) -> Any:
    raise ValueError(f"`{name}` is no JSON; expected a finite number")


def _finite(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise ValueError(f"the number {text[:40]} is too large")
    return value
