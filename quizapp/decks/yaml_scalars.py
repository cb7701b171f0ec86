"""Writes texts as YAML scalars in their canonical form."""

import json
import re
from typing import Any

import yaml

WIDTH = 120  # columns of a line
_INDENT = "  "
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_NOT_PLAIN = re.compile(r": |:$| #|^[\s\-?:,\[\]{}#&*!|>'\"%@`]|\s$|[\t\n]")
_RESOLVER: Any = yaml.resolver.Resolver()  # without types in the stubs


def inline_scalar(node: yaml.ScalarNode, *, flow: bool = False) -> str:
    """Return a scalar on one line: plain where that is safe, else in double quotes.

    Quotes stay where other programs would read the plain text as a number, a date or a truth value.
    """
    text = node.value
    if not node.style and not text:
        return ""
    quotes = bool(_NOT_PLAIN.search(text)) or not text or bool(_ESCAPED.search(text)) or not text.isprintable()
    quotes = quotes or (flow and bool(re.search(r"[,\[\]{}]|:$|^[^\w]|:[^\w]", text)))
    if node.style in ("'", '"') and not quotes:
        quotes = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False)) != "tag:yaml.org,2002:str"
    return double_quoted(text) if quotes else text


def double_quoted(text: str) -> str:
    """Return a text in double quotes, with escapes for what YAML does not allow."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def block_scalar(node: yaml.ScalarNode, raw: str, indent: str) -> list[str] | None:
    """Return a scalar as the lines of a block, the first with its indicator; None where one line is its form.

    `raw` is how it is written now. A block keeps its lines; a text of several lines becomes one, and so does a text
    that does not fit on a line.
    """
    text = node.value
    if node.style == ">" and (lines := _folded_lines(raw)):
        return lines if not lines[1:] else [lines[0], *(f"{indent}{line}" if line else "" for line in lines[1:])]
    if "\n" in text and text.strip("\n") and not _ESCAPED.search(text) and "\r" not in text:
        return _literal(text, indent)
    if "\n" in text or len(indent) + len(text) < WIDTH or not _can_fold(text):
        return None
    return [">-", *(f"{indent}{line}" for line in _wrapped(text, WIDTH - len(indent)))]


def _folded_lines(raw: str) -> list[str]:
    """Return the lines of a folded block without their indentation; [] where it has to be written in another way."""
    header, *lines = raw.rstrip("\n ").split("\n")
    first = next((line for line in lines if line.strip()), "")
    width = len(first) - len(first.lstrip(" "))
    sign = re.match(r">[+-]?", header)
    if not first or _ESCAPED.search(raw) or re.match(r">[+-]?\d", header) or sign is None or sign[0] == ">+":
        return []
    if any(len(line) > width if not line.strip() else not line.startswith(" " * width) for line in lines):
        return []
    return [sign[0], *(line[width:] for line in lines)]


def _literal(text: str, indent: str) -> list[str]:
    body = text.rstrip("\n")
    chomp = {0: "-", 1: ""}.get(len(text) - len(body), "+")
    width = str(len(_INDENT)) if text.lstrip("\n")[:1] in (" ", "\t") else ""
    lines = body.split("\n") + [""] * (len(text) - len(body) - 1)
    return [f"|{width}{chomp}", *(f"{indent}{line}" if line else "" for line in lines)]


def _can_fold(text: str) -> bool:
    return text.isprintable() and text == " ".join(text.split(" ")) and "  " not in text and text == text.strip()


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
