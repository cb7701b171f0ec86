"""Describes errors of YAML syntax: where the author's mistake is, and what to do about it."""

import re
from itertools import pairwise

import yaml

from quizapp.errors import Location, Problem

_OTHERWISE = "Check the indentation and the quotes; text that contains `: ` must be quoted."
_OPENED = re.compile(r"""\s*(?:- )*(?:[\w-]+:\s+)?([\[{"'])""")  # what the value of a line begins with
_BLOCK = re.compile(r"\s*(?:- )*[\w-]+:\s+([|>])\s+[^#\s]")
_ITEM = re.compile(r"\s*-([a-z][\w-]*:.*)")
_JOINED = re.compile(r"((?:- )?[\w-]+:)(\S.*)")
_NO_BREAK = "\u00a0"
_KEY = re.compile(r"\s*(?:- )?[\w-]+:(?:\s|$)")


def syntax_problem(file: str, text: str, error: yaml.YAMLError) -> Problem:
    """Return the problem of an error of the parser.

    The parser reports where it gave up. An unclosed quote or bracket is reported where it was opened.
    """
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "invalid YAML")
    if mark is None:
        return Problem(Location(file, 1, 1), "yaml-syntax", what, _OTHERWISE)
    lines = text.split("\n")
    if unclosed := _unclosed(lines[: mark.line + 1], getattr(error, "context_mark", None), mark):
        line, column = unclosed
        message = f"`{lines[line][column]}` is opened here and not closed"
        hint = "Close it; to begin a text with it, quote the whole text."
        return Problem(Location(file, line + 1, column + 1), "yaml-syntax", message, hint)
    if found := _no_break_space(lines[: mark.line + 1]) or _no_colon(lines, what, getattr(error, "context_mark", None)):
        number, message, hint = found
        return Problem(Location(file, number + 1, _spaces(lines[number]) + 1), "yaml-syntax", message, hint)
    hint = _hint(lines[mark.line] if mark.line < len(lines) else "", mark.column)
    if not hint and "expected '-'" in what:  # libyaml has no other sign of it
        hint = "The lines above begin with `- `, and this one does not: begin all of them with it, or none."
    return Problem(Location(file, mark.line + 1, mark.column + 1), "yaml-syntax", what, hint or _indented(lines, mark))


def _indented(lines: list[str], mark: yaml.Mark) -> str:
    """Return a hint that compares the indentation of the line of an error with that of the line before it."""
    before = next((number for number in range(min(mark.line, len(lines)) - 1, -1, -1) if lines[number].strip()), None)
    if before is None or mark.line >= len(lines):
        return _OTHERWISE
    widths = [_spaces(lines[number]) for number in (before, mark.line)]
    if widths[0] == widths[1]:
        return _OTHERWISE
    return f"Check the indentation: line {before + 1} has {widths[0]} spaces, and this one {widths[1]}."


def _spaces(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _no_break_space(lines: list[str]) -> tuple[int, str, str] | None:
    """Return the line, from 0, that a space of a web page or a word processor indents, with the message and hint."""
    for number, line in enumerate(lines):
        if line.lstrip(" ").startswith(_NO_BREAK):
            return number, "a no-break space (U+00A0) does not indent", "Write the indentation with plain spaces."
    return None


def _no_colon(lines: list[str], what: str, begun: yaml.Mark | None) -> tuple[int, str, str] | None:
    """Return the line, from 0, that should be a key with its value, with the message and hint; None if it is not."""
    if "expected ':'" not in what or begun is None or begun.line >= len(lines):
        return None
    line = lines[begun.line].strip()
    message = f"`{line[:60]}` is not a key with a value"
    if found := _JOINED.fullmatch(line):
        return begun.line, message, f"Write `{found[1]} {found[2][:60]}`: a space follows the colon."
    above = next((each for each in reversed(lines[: begun.line]) if each.strip()), "")
    if above.rstrip().endswith((": |", ": >")):
        return begun.line, message, "Indent the text by two spaces more than the line above it."
    width = _spaces(above)
    if _spaces(lines[begun.line]) < width:
        hint = f"Write `key: value`. If it continues the text above, indent it as that is, by {width} spaces."
        return begun.line, message, hint
    word, _, rest = line.partition(" ")
    return begun.line, message, f"Write `{word}: {rest[:60]}`." if rest else "Write `key: value`."


def _unclosed(lines: list[str], opened: yaml.Mark | None, mark: yaml.Mark) -> tuple[int, int] | None:
    """Return the line and the column, from 0, of a quote or bracket that is not closed where it should be."""
    for number, (line, after) in enumerate(pairwise(lines)):
        found = _OPENED.match(line)
        if found and found[1] in "\"'" and found[1] not in line[found.end() :] and _KEY.match(after):
            return number, found.start(1)
    if opened is None or opened.line >= len(lines) or opened.line == mark.line:
        return None
    begins = lines[opened.line][opened.column : opened.column + 1]
    return (opened.line, opened.column) if begins and begins in "\"'[{" else None


def _hint(line: str, column: int) -> str:
    """Return what to do about an error at a column, from 0, of a line; '' if that is not seen in the line."""
    at = line[column : column + 1]
    if "\t" in line[: column + 1] and not line[: column + 1].strip(" \t-"):
        return "Indent with spaces: YAML does not allow tabs there."
    if at == ":":
        return "Quote the text after the key: it contains `: `."
    if at and at in "`@%":
        return f"Quote the text: it begins with `{at}`." if at != "`" else "Quote the text: it begins with a backtick."
    if at in ("?", "-") and line[column + 1 : column + 2] == " " and line[:column].rstrip().endswith(":"):
        return f"Quote the text: it begins with `{at} `."
    if found := _BLOCK.match(line):
        return f"Quote the text: it begins with `{found[1]}`. A text of several lines begins on the line after that."
    if found := _ITEM.match(line):
        return f"Write `- {found[1][:60]}`: a space follows the hyphen."
    if at == "\\":
        return "Write `\\\\` for a backslash within double quotes, or use single quotes."
    if found := _OPENED.match(line):
        if found[1] == "'":
            return "Write two single quotes for one within single quotes, or use double quotes."
        return "Quote the whole text: a value that begins with a quote or a bracket ends where that is closed."
    return ""
