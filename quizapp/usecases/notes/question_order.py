"""The order of the values of a question that is written into a deck file."""

from collections.abc import Mapping
from typing import Any

_FIRST, _LAST = ("id", "was", "kind", "section"), ("tags", "note", "media")


def ordered(question: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a question with its id and kind first, and what is about it last."""
    first = {key: question[key] for key in _FIRST if key in question}
    middle = {key: value for key, value in question.items() if key not in first and key not in _LAST}
    return first | middle | {key: question[key] for key in _LAST if key in question}
