"""Reads a file through a reader, with all of its cards, for the tests of several formats."""

from dataclasses import replace
from pathlib import Path

from quizapp.errors import Problem
from quizapp.formats.anki import reader
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.reader import ReadOptions


def read_all(path: Path) -> tuple[tuple[CardDeck, ...], tuple[Problem, ...]]:
    """Return the decks of an Anki package with their cards made and the media that those show, and the problems."""
    found = reader.read(path, ReadOptions())
    decks = tuple(_whole(deck) for deck in found.card_decks)
    return decks, found.late_problems()


def _whole(deck: CardDeck) -> CardDeck:
    topics = tuple(replace(topic, cards=tuple(topic.cards)) for topic in deck.topics)
    shown = {name for topic in topics for card in topic.cards for name in card.media}
    return replace(deck, topics=topics, media={name: read for name, read in deck.media.items() if name in shown})
