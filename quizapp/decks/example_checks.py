"""The checks of examples."""

import unicodedata
from collections.abc import Iterator

from quizapp.core.model import Concept
from quizapp.decks.view import DeckView, warning
from quizapp.decks.yaml_nodes import Path
from quizapp.errors import Problem
from quizapp.questions.program import Program

MOST_COLUMNS = 76  # of a program: a terminal of 80 columns, without its margins


def wide_programs(view: DeckView) -> Iterator[Problem]:
    """The lines of a program fit into a terminal of 80 columns, where longer ones go on below."""
    for concept, document in view.concepts:
        for path, source in _programs(concept):
            wide = [(number, line) for number, line in enumerate(source.splitlines(), 1) if _is_wide(line)]
            if wide:
                number, line = wide[0]
                message = f"line {number} of the program has {columns(line)} columns; {MOST_COLUMNS} fit on a screen"
                hint = "Break the line, or put its comment on a line of its own."
                yield warning(document, path, "wide-program", message, hint)


def _programs(concept: Concept) -> Iterator[tuple[Path, str]]:
    """Yield the programs that a learner sees, each with its path in the file."""
    for name, example in concept.examples.items():
        yield ("examples", name, "source"), example.source
    for index, question in enumerate(concept.questions):
        if isinstance(question, Program):
            yield ("questions", index, "given"), question.given
            yield ("questions", index, "solution"), question.solution


def _is_wide(line: str) -> bool:
    return len(line) * 2 > MOST_COLUMNS and columns(line) > MOST_COLUMNS


def columns(line: str) -> int:
    """Return the columns that a line takes on a terminal: two for a wide character, none for a combining one."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in line.replace("\t", "    ")
    )
