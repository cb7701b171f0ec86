"""Replaces a question in the text of a deck file: everything else in it stays as its author wrote it."""

from collections.abc import Mapping
from textwrap import indent
from typing import Any

from quizapp.decks.insert import file_values
from quizapp.decks.take_out import block_of, question_values, questions_in
from quizapp.decks.write import dump
from quizapp.errors import QuizError


def with_question(file: str, text: str, name: str, body: Mapping[str, Any]) -> str:
    """Return the text of a deck file in which the question `name` has other values, which are texts and lists of texts.

    Comments within the question are lost. Raises QuizError if the question is not there, or cannot be replaced without
    touching the rest.
    """
    before, old = file_values(file, text), question_values(file, text, name)
    wanted = before | {"questions": [dict(body) if each == old else each for each in questions_in(before)]}
    if block := block_of(text, name):
        start, end, column = block
        lines = text.splitlines(keepends=True)
        written = indent(dump([dict(body)]), " " * column)
        candidate = "".join([*lines[:start], written, *lines[end:]])
        if file_values(file, candidate) == wanted:
            return candidate
    raise QuizError(f"{file}: the question `{name}` cannot be changed without touching the rest.", "Edit it by hand.")
