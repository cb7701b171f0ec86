"""Takes a question out of the text of a deck file: everything else in it stays as its author wrote it."""

from collections.abc import Iterator
from typing import Any

import yaml

from quizapp.decks.insert import file_values, questions_node
from quizapp.errors import QuizError


def question_values(file: str, text: str, name: str) -> dict[str, Any]:
    """Return the values of a question by its id, each scalar as its text. Raises QuizError if there is none."""
    found = [each for each in questions_in(file_values(file, text)) if each.get("id") == name]
    if len(found) != 1:
        raise QuizError(f"{file}: it has no question `{name}`, or several.", "Import the deck again first.")
    return dict(found[0])


def without_question(file: str, text: str, name: str) -> str:
    """Return the text of a concept or a list of cards without one question; its comments and style stay.

    Raises QuizError if the question is not there, or cannot be taken out without touching the rest.
    """
    before = file_values(file, text)
    gone = question_values(file, text, name)
    wanted = before | {"questions": [each for each in questions_in(before) if each != gone]}
    for candidate in _candidates(text, name):
        try:
            after = file_values(file, candidate)
        except QuizError:
            continue
        if after | {"questions": questions_in(after)} == wanted:
            return candidate
    raise QuizError(
        f"{file}: the question `{name}` cannot be taken out without touching the rest.", "Cut it out in an editor."
    )


def questions_in(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the questions among the values of a deck file."""
    found = values.get("questions") or []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def block_of(text: str, name: str) -> tuple[int, int, int] | None:
    """Return the first line of a question, the line after its last one, and the column of its dash.

    Lines count from 0. None where the questions are no block list.
    """
    node = questions_node(text)
    if not isinstance(node, yaml.SequenceNode) or node.flow_style:
        return None
    item = next(each for each in node.value if _id_of(each) == name)
    return item.start_mark.line, _end(item), node.start_mark.column


def _candidates(text: str, name: str) -> Iterator[str]:
    """Yield texts without the question: its lines, and the key with an empty list where it was the only one."""
    block = block_of(text, name)
    if block is None:
        return
    lines = text.splitlines(keepends=True)
    start, end, _ = block
    first, rest = lines[:start], lines[end:]
    if first and rest and not first[-1].strip() and not rest[0].strip():
        rest = rest[1:]
    if _has_others(text):
        yield "".join([*first, *rest])
        return
    key = max(number for number, line in enumerate(first) if line.startswith("questions:"))
    first[key] = first[key].replace("questions:", "questions: []", 1)
    yield "".join([*first, *rest])


def _has_others(text: str) -> bool:
    node = questions_node(text)
    return node is not None and len(node.value) > 1


def _id_of(item: yaml.Node) -> str:
    pairs = item.value if isinstance(item, yaml.MappingNode) else []
    return next((str(value.value) for key, value in pairs if key.value == "id"), "")


def _end(node: yaml.Node) -> int:
    """Return the line after the last one of a node: that of a mapping extends over the comments that follow it."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node.end_mark.line + (node.end_mark.column > 0)
