"""The JSON Schema of the deck format, from the same models that validate."""

from typing import Any

from quizapp.core.model import Concept, DeckInfo
from quizapp.decks.models import adapter


def json_schema() -> dict[str, Any]:
    """Return the schema (2020-12) of a concept file or a deck.yaml, for completion in an editor."""
    concept, info = adapter(Concept).json_schema(), adapter(DeckInfo).json_schema()
    definitions = concept.pop("$defs", {}) | info.pop("$defs", {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A quizapp concept, or a deck.yaml",
        "oneOf": [
            {"title": "A concept", "$ref": "#/$defs/concept"},
            {"title": "deck.yaml", "$ref": "#/$defs/deck"},
        ],
        "$defs": definitions | {"concept": concept, "deck": info},
    }
