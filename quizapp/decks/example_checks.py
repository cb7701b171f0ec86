"""The checks of examples."""

import unicodedata
from collections.abc import Iterator

from quizapp.decks.view import DeckView, warning
from quizapp.errors import Problem

MOST_COLUMNS = 76  # of a program: a terminal of 80 columns, without its margins


def wide_programs(view: DeckView) -> Iterator[Problem]:
    """The lines of a program fit into a terminal of 80 columns, where longer ones go on below."""
    for concept, document in view.concepts:
        for name, example in concept.examples.items():
            wide = [(number, line) for number, line in enumerate(example.source.splitlines(), 1) if _is_wide(line)]
            if wide:
                number, line = wide[0]
                message = f"line {number} of the program has {columns(line)} columns; {MOST_COLUMNS} fit on a screen"
                hint = "Break the line, or put its comment on a line of its own."
                yield warning(document, ("examples", name, "source"), "wide-program", message, hint)


def _is_wide(line: str) -> bool:
    return len(line) * 2 > MOST_COLUMNS and columns(line) > MOST_COLUMNS


def columns(line: str) -> int:
    """Return the columns that a line takes on a terminal: two for a wide character, none for a combining one."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in line.replace("\t", "    ")
    )
