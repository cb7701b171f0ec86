"""Generates the JSON Schema of the deck format from the models that validate decks."""

from typing import Any

from quizapp.core.model import CardList, Concept, DeckInfo
from quizapp.decks.models import adapter


def json_schema() -> dict[str, Any]:
    """Return the schema (2020-12) of a concept file or a deck.yaml, for completion in an editor."""
    concept, info, cards = (adapter(each).json_schema() for each in (Concept, DeckInfo, CardList))
    definitions = concept.pop("$defs", {}) | info.pop("$defs", {}) | cards.pop("$defs", {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A quizapp concept, a list of cards, or a deck.yaml",
        "oneOf": [
            {"title": "A concept", "$ref": "#/$defs/concept"},
            {"title": "A list of cards", "$ref": "#/$defs/cards"},
            {"title": "deck.yaml", "$ref": "#/$defs/deck"},
        ],
        "$defs": definitions | {"concept": concept, "cards": cards, "deck": info},
    }
