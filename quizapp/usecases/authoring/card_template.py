"""The file in which a learner writes new cards in an editor, and what it says when it is closed."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import fill
from typing import Any

from quizapp.decks.yaml_nodes import read_values
from quizapp.errors import QuizError
from quizapp.questions.registry import QUESTION_KINDS, kind_named

_NOT_SHOWN = ("predict", "output", "program")  # they belong to a concept, or are long
WIDTH = 78  # columns of a line, so that editors break none
_KINDS = fill(f"Kinds: {', '.join(QUESTION_KINDS)}.", WIDTH, initial_indent="# ", subsequent_indent="#   ")
_HEADER = f"""\
{_KINDS}
# Their keys: docs/deck-reference.md, or an example of each below.
- kind: recall
"""
IN_EDITOR = "# Write cards here, then save and close the editor. An empty list adds nothing."
FIRST_LINE = _HEADER.count("\n") + 2  # of the template, where the first text goes


def template(first_line: str = IN_EDITOR) -> str:
    """Return the text to write cards in: one card to fill in, and an example of each kind as comments."""
    examples = "\n".join(_commented(name) for name in QUESTION_KINDS if name not in _NOT_SHOWN)
    return f"{first_line}\n{_HEADER}  ask:\n  answer:\n\n{examples}"


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
    found = [each for each in cards if set(each) - {"kind"}]
    for number, card in enumerate(found, 1):
        _require_text(file, number, card)
    return found


def _require_text(file: str, number: int, card: Mapping[str, Any]) -> None:
    """Raise QuizError for a card without a kind, or without the text that identifies it."""
    kinds = ", ".join(QUESTION_KINDS)
    if card.get("kind") not in QUESTION_KINDS:
        raise QuizError(f"{file}: card {number} has none of the kinds.", f"Write `kind:` and one of these: {kinds}.")
    field = "text" if card["kind"] == "cloze" else "ask"
    if field not in card:
        raise QuizError(f"{file}: card {number} has no `{field}`.", f"Write `{field}:` and a text.")


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
