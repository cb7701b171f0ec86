"""Finds the place of a line within a text of several lines, such as the source of an example."""

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


def _indent(lines: list[str]) -> int:
    """Return the indentation of a block: that of its first line with text."""
    return next((len(each) - len(each.lstrip(" ")) for each in lines if each.strip()), 0)
