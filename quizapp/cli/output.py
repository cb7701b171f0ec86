"""Printing: results on stdout, messages on stderr, control characters made visible, lines wrapped on a terminal."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from quizapp.core.counting import counted as counted
from quizapp.core.line_ends import one_line


def complain(message: str, hint: str = "") -> None:
    """Print one error with its hint on stderr, as text."""
    _told("error", message, hint)


def warn(message: str, hint: str) -> None:
    """Print one warning with its hint on stderr: the command did what it was asked to do."""
    _told("warning", message, hint)


def _told(kind: str, message: str, hint: str) -> None:
    _write(sys.stderr, one_line(f"{kind}: {message}"), hang=len(kind) + 2)
    if hint:
        _write(sys.stderr, one_line(f"  hint: {hint}"), hang=len("  hint: "))


def print_json(value: Any) -> None:
    """Print one JSON document in ASCII, so that nothing in it can control a terminal."""
    sys.stdout.write(json.dumps(value, indent=2) + "\n")


def print_csv(rows: Iterable[Sequence[object]]) -> None:
    """Print a table on stdout: without control characters, and with `'` before a text that is a formula elsewhere."""
    import csv

    from quizapp.ui.escape import visible

    def cell(value: object) -> object:
        if not isinstance(value, str):
            return value
        text = visible(one_line(value))
        return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text

    csv.writer(sys.stdout, lineterminator="\n").writerows([cell(value) for value in row] for row in rows)


def say(text: str = "", *, hang: int | None = None) -> None:
    """Print one line on stdout: a line end in a name within it is a mark. An empty line may come before or after it.

    On a terminal it wraps at words; `hang` is the indent of the lines after the first.
    """
    _write(sys.stdout, _one_line(text), hang=hang)


def say_text(text: str, *, hang: int | None = None) -> None:
    """Print a text on stdout that may have several lines, such as that of a card."""
    _write(sys.stdout, text, hang=hang)


def say_for_programs(text: str) -> None:
    """Print lines on stdout that another program reads: a terminal does not wrap them, but cannot be controlled."""
    from quizapp.ui.escape import visible

    sys.stdout.write(f"{visible(text)}\n")


def tell(text: str) -> None:
    """Print one line on stderr: progress and what to do next, never a result."""
    _write(sys.stderr, _one_line(text))


def tell_problem(text: str) -> None:
    """Print a problem on stderr, which `format_problem` put into lines."""
    _write(sys.stderr, text)


def _one_line(text: str) -> str:
    inner = text.removeprefix("\n").removesuffix("\n")
    before, after = "\n" * text.startswith("\n"), "\n" * (len(text) > 1 and text.endswith("\n"))
    return f"{before}{one_line(inner)}{after}"


def _write(stream: TextIO, text: str, *, hang: int | None = None) -> None:
    from quizapp.ui.escape import visible

    lines, width = visible(text).split("\n"), _width(stream)
    if width and any(2 * len(line) > width for line in lines):
        from quizapp.ui.word_wrap import wrapped

        lines = [piece for line in lines for piece in wrapped(line, width, hang)]
    stream.write("\n".join(lines) + "\n")


def _width(stream: TextIO) -> int:
    """Return the cells of a terminal's line; 0 for a file or a pipe, whose lines stay whole."""
    try:
        return os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 0
    except (OSError, ValueError):
        return 0
