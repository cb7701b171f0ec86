"""Finds the place of a line within a text of several lines, such as the source of an example."""

import warnings
from itertools import islice
from pathlib import Path as File

from quizapp.decks.yaml_nodes import Document, Path
from quizapp.errors import Location


def place_within(document: Document, path: Path, line: int, column: int) -> Location:
    """Return the place in the file of a line and a column, both from 1, of the text at a path.

    The place is that of the text itself where it is no literal block (`|`), whose lines are those of the file.
    """
    start = document.place(path)
    try:
        with File(document.file).open(encoding="utf-8-sig") as file:
            lines = list(islice(file, start.line - 1, start.line + line))
    except OSError:
        return start
    if len(lines) <= line or lines[0][start.column - 1 : start.column] != "|":
        return start
    return Location(document.file, start.line + line, _indent(lines[1:]) + column)


def syntax_error(source: str) -> SyntaxError | None:
    """Return the SyntaxError that this Python raises for a program; None also where it is too deep to be compiled."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "program", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return None  # `deck test` runs it
    return None


def place_of_error(document: Document, path: Path, error: SyntaxError) -> Location:
    """Return the place in the file of a SyntaxError of the program at a path."""
    return place_within(document, path, max(1, error.lineno or 1), max(1, error.offset or 1))


def _indent(lines: list[str]) -> int:
    """Return the indentation of a block: that of its first line with text."""
    return next((len(each) - len(each.lstrip(" ")) for each in lines if each.strip()), 0)
