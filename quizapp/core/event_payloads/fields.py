"""Checks of the fields that event payloads are made of. Each raises ValueError that names the field."""

from collections.abc import Mapping
from datetime import date
from math import inf, isfinite
from typing import Any


def check_number(name: str, value: object, low: float = -inf, high: float = inf) -> None:
    """Raise ValueError unless a value is a finite number from `low` to `high`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or not low <= value <= high:
        raise ValueError(f"`{name}` is {value!r}; expected a finite number{_limits(low, high)}")


def check_whole(name: str, value: object, low: float = 0, high: float = inf) -> None:
    """Raise ValueError unless a value is a whole number from `low` to `high`."""
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"`{name}` is {value!r}; expected a whole number{_limits(low, high)}")


def _limits(low: float, high: float) -> str:
    if high < inf:
        return f" from {low:g} to {high:g}"
    return f" of at least {low:g}" if low > -inf else ""


def check_text(name: str, value: object) -> None:
    """Raise ValueError unless a value is a text."""
    if not isinstance(value, str):
        raise ValueError(f"`{name}` is {value!r}; expected a text")


def check_flag(name: str, value: object) -> None:
    """Raise ValueError unless a value is true or false."""
    if not isinstance(value, bool):
        raise ValueError(f"`{name}` is {value!r}; expected true or false")


def check_day(name: str, value: object) -> None:
    """Raise ValueError unless a value is an ISO date such as 2026-03-02."""
    try:
        valid = isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        valid = False
    if not valid:
        raise ValueError(f"`{name}` is {value!r}; expected a date such as 2026-03-02")


def check_finite(payload: Mapping[str, Any]) -> None:
    """Raise ValueError where a NaN or an infinity is anywhere in a payload: neither is JSON."""
    left: list[tuple[str, object]] = list(payload.items())
    while left:
        name, value = left.pop()
        if isinstance(value, float) and not isfinite(value):
            raise ValueError(f"`{name}` holds {value!r}; expected a finite number")
        if isinstance(value, Mapping):
            left += [(name, each) for each in value.values()]
        elif isinstance(value, list | tuple):
            left += [(name, each) for each in value]
