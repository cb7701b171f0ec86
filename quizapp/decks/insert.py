"""Adds questions to the text of a deck file: everything else in it stays as its author wrote it."""

import json
from collections.abc import Mapping, Sequence
from textwrap import indent
from typing import Any

import yaml

from quizapp.decks.write import dump
from quizapp.decks.yaml_nodes import compose, read_document
from quizapp.errors import QuizError

Body = Mapping[str, Any]


def with_questions(file: str, text: str, bodies: Sequence[Body]) -> str:
    """Return the text of a concept or a list of cards with questions added after its last one.

    Comments, order and style of the rest stay. Raises QuizError if the text is no deck file, or is written so that
    nothing can be added without touching the rest.
    """
    before = file_values(file, text)
    for candidate in _candidates(text, bodies):
        try:
            after = file_values(file, candidate)
        except QuizError:
            continue
        if _is_extended(before, after, len(bodies)):
            return candidate
    raise QuizError(f"{file}: the place for a new question was not found.", "Add it in an editor, under `questions:`.")


def file_values(file: str, text: str) -> dict[str, Any]:
    """Return the values of a deck file, each scalar as its text. Raises QuizError if the text has a fault."""
    document = read_document(file, text.encode())
    if document.problems or not isinstance(document.value, dict):
        first = document.problems[0] if document.problems else None
        raise QuizError(f"{first.location}: {first.message}" if first else f"{file}: it is empty.", "Correct it first.")
    return document.value


def _is_extended(before: dict[str, Any], after: dict[str, Any], count: int) -> bool:
    """Return whether nothing changed but that the questions end with `count` more."""
    asked, more = before.get("questions") or [], after.get("questions") or []
    same = {**before, "questions": asked} == {**after, "questions": more[: len(asked)]}
    return same and len(more) == len(asked) + count


def _candidates(text: str, bodies: Sequence[Body]) -> Sequence[str]:
    """Return texts with the questions at the places where they may belong, the best first."""
    text = text if text.endswith("\n") else text + "\n"
    node = questions_node(text)
    if node is None:
        return [f"{text}questions:\n{_block(bodies, 0)}"]
    start, end = node.start_mark.index, node.end_mark.index
    if not isinstance(node, yaml.SequenceNode) or (not node.value and node.flow_style):
        return [f"{text[:start].rstrip(' ')}\n{_block(bodies, 0)}{text[end:].lstrip(' ').removeprefix(chr(10))}"]
    if node.flow_style:
        flow = ", ".join(json.dumps(body, ensure_ascii=False) for body in bodies)
        return [f"{text[: end - 1].rstrip().removesuffix(',')}, {flow}{text[end - 1 :]}"]
    block = _block(bodies, node.start_mark.column)
    lines = text.splitlines(keepends=True)
    last = node.end_mark.line + (node.end_mark.column > node.start_mark.column)
    return ["".join([*lines[:at], block, *lines[at:]]) for at in (_without_comments(lines, last), last)]


def questions_node(text: str) -> yaml.Node | None:
    """Return the node of the questions of a deck file; None if it has no such key."""
    root = compose(text)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    return next((value for key, value in pairs if key.value == "questions"), None)


def _without_comments(lines: Sequence[str], end: int) -> int:
    """Return the line before the blank lines and comments that precede a line: they belong to what follows."""
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end


def _block(bodies: Sequence[Body], column: int) -> str:
    return indent(dump([dict(body) for body in bodies]), " " * column)
