"""Writes cards as JSON: everything that a card has, for whoever has a use for it."""

import json

from quizapp.formats.common.card_deck import CardDeck


def write(deck: CardDeck) -> bytes:
    """Return one document: the deck's title, and its cards with their topic, tags and question."""
    cards = [
        {"id": card.id, "topic": topic.title, "tags": list(card.tags), **card.body}
        for topic in deck.topics
        for card in topic.cards
    ]
    return (
        json.dumps({"deck": deck.id, "title": deck.title, "cards": cards}, indent=1, ensure_ascii=False) + "\n"
    ).encode()
