"""The file in which a learner writes new cards in an editor, and what it says when it is closed."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from textwrap import fill
from typing import Any

from quizapp.decks.yaml_nodes import read_values
from quizapp.errors import QuizError
from quizapp.questions.registry import QUESTION_KINDS, kind_named

_NOT_SHOWN = ("predict", "output", "program")  # they belong to a concept, or are long
WIDTH = 78  # columns of a line, so that editors break none
_KINDS = fill(f"Kinds: {', '.join(QUESTION_KINDS)}.", WIDTH, initial_indent="# ", subsequent_indent="#   ")
HEADER = f"""\
# Write cards here, then save and close the editor. An empty list adds nothing.
{_KINDS}
# Their keys: docs/deck-reference.md, or an example of each below.
- kind: recall
"""
FIRST_LINE = HEADER.count("\n") + 1  # of the template, where the first text goes


def template() -> str:
    """Return the text that the editor opens: one card to fill in, and an example of each kind as comments."""
    examples = "\n".join(_commented(name) for name in QUESTION_KINDS if name not in _NOT_SHOWN)
    return f"{HEADER}  ask:\n  answer:\n\n{examples}"


def _commented(kind: str) -> str:
    lines = kind_named(kind).EXAMPLE.splitlines()
    kept = [line for line in lines if not line.strip().startswith(("section:", "- id:"))]
    kept[0] = "- " + kept[0].lstrip()
    return "".join(f"# {line}\n" for line in kept)


def written_cards(file: str, text: str) -> list[dict[str, Any]]:
    """Return the cards of an edited template. Raises QuizError with the place of the first fault."""
    document = read_values(file, text)
    if document.problems:
        first = document.problems[0]
        raise QuizError(f"{first.location}: {first.message}", first.hint)
    value = document.value or []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise QuizError(f"{file}: it is not a list of cards.", "Each card begins with `- kind:`.")
    cards = [{name: content for name, content in each.items() if content not in (None, "")} for each in value]
    return [each for each in cards if set(each) - {"kind"}]


def cards_from_editor(
    launch: Callable[[Path, int], None], edit_again: Callable[[QuizError], bool]
) -> list[dict[str, Any]]:
    """Return the cards that the learner writes in an editor, none where they leave it as it is.

    `launch` opens the editor on a file at a line. On a fault `edit_again` says whether the editor is opened again, with
    the text as it was left. Raises QuizError if the editor fails.
    """
    with tempfile.TemporaryDirectory(prefix="quizapp-") as folder:
        file = Path(folder) / "cards.yaml"
        file.write_text(template(), "utf-8")
        while True:
            launch(file, FIRST_LINE)
            try:
                return written_cards(file.name, file.read_text("utf-8", "replace"))
            except QuizError as error:
                if not edit_again(error):
                    return []
