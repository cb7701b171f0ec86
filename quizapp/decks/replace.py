"""Replaces questions in the text of a deck file: everything else in it stays as its author wrote it."""

from collections.abc import Mapping
from textwrap import indent
from typing import Any

from quizapp.decks.insert import file_values
from quizapp.decks.take_out import blocks_of, question_values, questions_in
from quizapp.decks.write import dump
from quizapp.errors import QuizError


def with_changed(file: str, text: str, bodies: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the text of a deck file in which questions, by their ids, have other values: texts and lists of texts.

    Comments within these questions are lost. Raises QuizError if a question is not there, is there twice, or cannot be
    replaced without touching the rest.
    """
    before = file_values(file, text)
    question_values(file, text, bodies)
    wanted = [dict(bodies.get(str(each.get("id")), each)) for each in questions_in(before)]
    candidate = _replaced(text, bodies)
    if file_values(file, candidate) != before | {"questions": wanted}:
        which = ", ".join(f"`{name}`" for name in bodies)
        raise QuizError(f"{file}: {which} cannot be changed without touching the rest.", "Edit the file by hand.")
    return candidate


def _replaced(text: str, bodies: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the text with other lines for questions, the last one first: the lines before it stay where they are."""
    lines = text.splitlines(keepends=True)
    for name, (start, end, column) in sorted(blocks_of(text, bodies).items(), key=lambda each: each[1], reverse=True):
        lines[start:end] = [indent(dump([dict(bodies[name])]), " " * column)]
    return "".join(lines)
