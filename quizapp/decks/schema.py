"""Generates the JSON Schema of the deck format from the models that validate decks."""

import json
from collections.abc import Mapping
from typing import Any

from quizapp.core.measures import MEASURES
from quizapp.core.model import CardList, Concept, DeckInfo
from quizapp.decks.models import adapter
from quizapp.decks.question_words import WORDS

SCHEMA_FILE = "deck.schema.json"
MODELINE = f"# yaml-language-server: $schema={SCHEMA_FILE}\n"  # editors look for the file next to the one that names it


def json_schema() -> dict[str, Any]:
    """Return the schema (2020-12) of a concept, a list of cards or a deck.yaml, for completion in an editor.

    Where decks expect text it takes numbers and truth values too: decks read them as the text that was written.
    """
    concept, info, cards = (adapter(each).json_schema() for each in (Concept, DeckInfo, CardList))
    definitions = concept.pop("$defs", {}) | info.pop("$defs", {}) | cards.pop("$defs", {})
    definitions |= {"concept": concept, "cards": cards, "deck": info}
    for each in (concept, cards):
        _choose_by_kind(each["properties"]["questions"])
    _with_names(definitions)
    _as_written(definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A quizapp concept, a list of cards, or a deck.yaml",
        "type": "object",
        "if": {"required": ["deck"]},
        "then": {"$ref": "#/$defs/deck"},
        "else": {
            "if": {"required": ["cards"]},
            "then": {"$ref": "#/$defs/cards"},
            "else": {"$ref": "#/$defs/concept"},
        },
        "$defs": definitions,
    }


def schema_text() -> str:
    """Return the schema as the text of a file."""
    return json.dumps(json_schema(), indent=2) + "\n"


def with_schema(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a deck folder with the schema, which each YAML file names in its first line."""
    named = {name: MODELINE.encode() + text if name.endswith(".yaml") else text for name, text in files.items()}
    return named | {SCHEMA_FILE: schema_text().encode()}


def _choose_by_kind(questions: dict[str, Any]) -> None:
    """Let `kind` choose the schema of a question: an editor then names the one key that is wrong."""
    kinds = questions["items"]["discriminator"]["mapping"]
    chosen = [
        {"if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, "then": {"$ref": path}}
        for kind, path in kinds.items()
    ]
    kind = {"enum": list(kinds), "description": "The kind of question."}
    questions["items"] = {"type": "object", "required": ["kind"], "properties": {"kind": kind}, "allOf": chosen}


def _with_names(definitions: dict[str, Any]) -> None:
    """List the measures and the languages."""
    definitions["Experiment"]["properties"]["measure"]["enum"] = list(MEASURES)
    definitions["deck"]["properties"]["language"]["examples"] = sorted(WORDS)


def _as_written(part: Any) -> None:
    """Let each text also be a number or a truth value."""
    if isinstance(part, list):
        for each in part:
            _as_written(each)
    elif isinstance(part, dict):
        if part.get("type") == "string" and "enum" not in part and "const" not in part:
            part["type"] = ["string", "number", "boolean"]
        for each in part.values():
            _as_written(each)
