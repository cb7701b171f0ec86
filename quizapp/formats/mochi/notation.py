"""The two notations in which Mochi writes data: Transit in JSON, and EDN; both as plain values."""

import json
import re
from collections.abc import Callable
from typing import Any

MOST_DEPTH = 60
_TOKEN = re.compile(
    r"""[\s,]+|;[^\n]*|(?P<text>"(?:[^"\\]|\\.)*")|(?P<open>\#\{|[\[({])|(?P<close>[\])}])|(?P<tag>\#_|\#[\w/.-]+|\^)"""
    r"""|(?P<char>\\(?:newline|space|tab|return|u[0-9A-Fa-f]{4}|.))|(?P<word>[^\s,;"\[\](){}]+)""",
    re.VERBOSE | re.DOTALL,
)
_CLOSES = {"[": "]", "(": ")", "{": "}", "#{": "}"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_WORDS: dict[str, Any] = {"nil": None, "true": True, "false": False}


class BadNotation(ValueError):
    """The data is in neither notation, or is damaged."""


def values_of(text: str) -> Any:
    """Return the values of a text in Transit's JSON: keywords are texts, sets and lists are lists, dates are numbers.

    Dates are UTC milliseconds. Raises BadNotation for what is no such JSON.
    """
    try:
        return _plain(json.loads(text), 0)
    except (ValueError, RecursionError) as error:
        raise BadNotation(f"the JSON cannot be read: {error}") from None


def _plain(value: Any, depth: int) -> Any:
    if depth > MOST_DEPTH:
        raise BadNotation("it is nested too deep")
    if isinstance(value, list):
        if value[:1] == ["^ "]:
            raise BadNotation("it is in Transit's short form")
        return [_plain(each, depth + 1) for each in value]
    if isinstance(value, dict):
        if len(value) == 1:
            key, inner = next(iter(value.items()))
            if key[:2] == "~#":
                return _plain(inner, depth + 1)
        return {_word(key): _plain(each, depth + 1) for key, each in value.items()}
    return _word(value) if isinstance(value, str) else value


def _word(text: str) -> Any:
    """Return the value that a Transit string encodes: `~:name` a keyword, `~t123` a date, `~~` a tilde."""
    if text[:1] != "~" or len(text) < 2:
        return text
    kind, rest = text[1], text[2:]
    if kind == "~":
        return text[1:]
    if kind in "tmi" and re.fullmatch(r"-?\d{1,17}", rest):
        return int(rest)
    return rest if kind in ":$ursmtdfnbi" else text


def edn_values(text: str) -> Any:
    """Return the values of a text in EDN, as `values_of` does. Raises BadNotation for any other text."""
    stack: list[tuple[str, list[Any]]] = [("", [])]
    tags: list[tuple[int, str]] = []  # the depth at which each tag waits for its value
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found or len(stack) > MOST_DEPTH:
            raise BadNotation(f"the EDN cannot be read at character {at}")
        at = found.end()
        if found["open"]:
            stack.append((found["open"], []))
            continue
        if found["tag"]:
            tags.append((len(stack), found["tag"]))
            continue
        if found["close"]:
            opened, inside = stack.pop()
            if _CLOSES.get(opened) != found["close"]:
                raise BadNotation(f"the EDN has a bracket too many at character {at}")
            value = _collection(opened, inside)
        elif found["text"] or found["char"] or found["word"]:
            value = _atom(found)
        else:
            continue
        drop = False
        while tags and tags[-1][0] == len(stack):
            drop = tags.pop()[1] == "#_" or drop
        if not drop:
            stack[-1][1].append(value)
    if len(stack) != 1 or len(stack[0][1]) != 1:
        raise BadNotation("the EDN is not one value")
    return stack[0][1][0]


def _collection(opened: str, inside: list[Any]) -> Any:
    if opened != "{":
        return inside
    if len(inside) % 2:
        raise BadNotation("the EDN has a key without a value")
    return {str(key): value for key, value in zip(inside[::2], inside[1::2], strict=True)}


def _atom(found: re.Match[str]) -> Any:
    if found["text"]:
        return re.sub(r"\\(u[0-9A-Fa-f]{4}|.)", _escape, found["text"][1:-1], flags=re.DOTALL)
    if found["char"]:
        return {"\\newline": "\n", "\\space": " ", "\\tab": "\t"}.get(found["char"], found["char"][1:])
    word = found["word"]
    if word in _WORDS:
        return _WORDS[word]
    if word[0] == ":":
        return word[1:]
    numbers: tuple[Callable[[str], Any], ...] = (int, float)
    for number in numbers:
        try:
            return number(word.rstrip("NM")) if len(word) < 40 else word
        except ValueError:
            continue
    return word


def _escape(found: re.Match[str]) -> str:
    kind = found[1]
    return chr(int(kind[1:], 16)) if len(kind) == 5 else _ESCAPES.get(kind, kind)
