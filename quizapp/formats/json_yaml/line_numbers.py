"""Finds the places of items in JSON text, for messages and editors: the json module does not report them."""

import json
import re

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|\n|[^\s\[\]{},:"]+', re.DOTALL)

Place = tuple[int, int]


def places_of(text: str) -> dict[tuple[str | int, ...], Place]:
    """Return the line and column, both from 1, of every item of a list and every mapping in sound JSON, by its path."""
    found: dict[tuple[str | int, ...], Place] = {}
    stack: list[str | int] = []  # the key or index at each depth
    line, start = 1, 0  # of the line: its number and its first character
    fresh = False  # whether a key comes next in the innermost mapping
    name = ""
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark == "\n":
            line, start = line + 1, token.end()
            continue
        if mark in "]}":
            stack.pop()
            fresh = False
            continue
        if mark == ",":
            last = stack[-1]
            fresh = isinstance(last, str)
            stack[-1] = last + 1 if isinstance(last, int) else last
            continue
        if mark == ":":
            stack[-1], fresh = name, False
            continue
        if fresh:
            name = json.loads(mark) if "\\" in mark else mark[1:-1]
            continue
        if mark in "[{" or (stack and isinstance(stack[-1], int)):
            found[tuple(stack)] = line, token.start() - start + 1
        if mark in "[{":
            stack.append(0 if mark == "[" else "")
            fresh = mark == "{"
    return found
