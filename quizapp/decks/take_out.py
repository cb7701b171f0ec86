"""Takes questions out of the text of a deck file: everything else in it stays as its author wrote it."""

from collections import Counter
from collections.abc import Collection
from typing import Any

import yaml

from quizapp.decks.insert import file_values, questions_node
from quizapp.errors import QuizError


def question_values(file: str, text: str, names: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return the values of questions by their ids, each scalar as its text. Raises QuizError if one is not there."""
    found = questions_in(file_values(file, text))
    counts = Counter(str(each.get("id")) for each in found)
    for name in names:
        if counts[name] != 1:
            raise QuizError(f"{file}: it has no question `{name}`, or several.", "Import the deck again first.")
    return {str(each["id"]): dict(each) for each in found if each.get("id") in names}


def without_questions(file: str, text: str, names: Collection[str]) -> str:
    """Return the text of a concept or a list of cards without some questions; its comments and style stay.

    Raises QuizError if a question is not there, or cannot be taken out without touching the rest.
    """
    before = file_values(file, text)
    question_values(file, text, names)
    wanted = before | {"questions": [each for each in questions_in(before) if each.get("id") not in names]}
    candidate = _candidate(text, names)
    try:
        after = file_values(file, candidate)
    except QuizError:
        after = {}
    if after | {"questions": questions_in(after)} != wanted:
        which = ", ".join(f"`{name}`" for name in names)
        why = f"{file}: {which} cannot be taken out without touching the rest."
        raise QuizError(why, "Cut it out in an editor.")
    return candidate


def questions_in(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the questions among the values of a deck file."""
    found = values.get("questions") or []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def blocks_of(text: str, names: Collection[str]) -> dict[str, tuple[int, int, int]]:
    """Return the first line of questions by their ids, the line after their last one, and the column of their dash.

    Lines count from 0. Empty where the questions are no block list.
    """
    node = questions_node(text)
    if not isinstance(node, yaml.SequenceNode) or node.flow_style:
        return {}
    items = {name: each for each in node.value if (name := _id_of(each)) in names}
    return {name: (each.start_mark.line, _end(each), node.start_mark.column) for name, each in items.items()}


def _candidate(text: str, names: Collection[str]) -> str:
    """Return the text without the lines of questions, and with an empty list under the key where there were no others.

    It is the text itself where the questions are no block list.
    """
    blocks = sorted(blocks_of(text, names).values())
    lines = text.splitlines(keepends=True)
    for start, end, _ in reversed(blocks):  # the last one first: the lines before it stay where they are
        first, rest = lines[:start], lines[end:]
        if first and rest and not first[-1].strip() and not rest[0].strip():
            rest = rest[1:]
        lines = [*first, *rest]
    if blocks and not _has_others(text, len(blocks)):
        key = max(at for at, line in enumerate(lines[: blocks[0][0]]) if line.startswith("questions:"))
        lines[key] = lines[key].replace("questions:", "questions: []", 1)
    return "".join(lines)


def _has_others(text: str, gone: int) -> bool:
    node = questions_node(text)
    return node is not None and len(node.value) > gone


def _id_of(item: yaml.Node) -> str:
    pairs = item.value if isinstance(item, yaml.MappingNode) else []
    return next((str(value.value) for key, value in pairs if key.value == "id"), "")


def _end(node: yaml.Node) -> int:
    """Return the line after the last one of a node: that of a mapping extends over the comments that follow it."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node.end_mark.line + (node.end_mark.column > 0)
