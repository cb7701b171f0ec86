"""Whether the texts of a list are Markdown, and the fields of an item whose texts are plain as Markdown."""

import re
from collections.abc import Mapping
from typing import Any

from quizapp.core.literal_text import literal, unmarked
from quizapp.formats.common.html_to_markdown import is_html
from quizapp.formats.json_yaml.question_from_fields import ENTITY, options_of
from quizapp.formats.tables.cell_text import is_markdown

MOST_LOOKED_AT = 20_000  # texts
_CODE = re.compile(r"(?<!`)`[^`\n]{1,200}`(?!`)")
_TEXTS = frozenset(("ask", "answer", "explain", "hint", "option", "wrong", ""))


def has_markdown(value: Any) -> bool:
    """Return whether a text anywhere in a value has what is written for Markdown alone, such as `code`."""
    waiting, count = [value], 0
    while waiting and count < MOST_LOOKED_AT:
        each = waiting.pop()
        if isinstance(each, str):
            count += 1
            if _CODE.search(each[:5000]) or is_markdown([[each]]):
                return True
        waiting += each if isinstance(each, list) else list(each.values()) if isinstance(each, dict) else []
    return False


def literal_fields(fields: Mapping[str, Any], roles: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields with their plain texts as Markdown; HTML, names and ids stay as they are."""
    listed = bool(options_of(fields, roles)[0])
    return {name: _shown(value, listed) if roles[name] in _TEXTS else value for name, value in fields.items()}


def _shown(value: Any, listed: bool) -> Any:
    """Return a value whose texts mean themselves; options and answers stay alike, and keep their labels."""
    if isinstance(value, str):
        if is_html(value) or ENTITY.search(value):
            return value
        return unmarked(value, value) if listed else literal(value.strip())
    if isinstance(value, list):
        return [_shown(each, listed) for each in value]
    if isinstance(value, dict):
        return {name: _shown(each, listed) for name, each in value.items()}
    return value
