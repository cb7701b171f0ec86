"""Decks and concepts as values: what `deck list` and `deck show` print."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.core.events import CardState
from quizapp.store.database import Store
from quizapp.store.decks.deck_records import (
    CardRecord,
    ConceptRecord,
    installed_cards,
    installed_concepts,
    installed_decks,
)
from quizapp.store.events.event_log import all_states
from quizapp.usecases.context import Context
from quizapp.usecases.reports.card_listings import standings
from quizapp.usecases.scheduling.deck_presets import DeckPreset, decks_with_presets


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckListing:
    """A deck with its counts."""

    deck: str
    title: str
    concepts: int
    cards: int
    due: int
    new: int
    source: str
    preset: DeckPreset | None
    paused: bool
    paused_concepts: tuple[str, ...]  # those that are paused by themselves

    def as_json(self) -> dict[str, Any]:
        """Return the deck as the JSON contract has it."""
        return {
            "deck": self.deck,
            "title": self.title,
            "concepts": self.concepts,
            "cards": self.cards,
            "due": self.due,
            "new": self.new,
            "source": self.source,
            "preset": self.preset.as_json() if self.preset else None,
            "paused": self.paused,
            "paused_concepts": list(self.paused_concepts),
        }


@dataclass(frozen=True, slots=True)
class ConceptListing:
    """A concept with its cards."""

    record: ConceptRecord
    cards: tuple[CardRecord, ...]

    @property
    def experiments(self) -> list[tuple[str, str]]:
        """Return the ids and claims of its experiments."""
        return [(each.id, each.claim) for each in self.record.content.experiments]

    def as_json(self) -> dict[str, Any]:
        """Return the concept as the JSON contract has it."""
        record, body = self.record, self.record.body
        questions = [{"card": card.card, "kind": card.kind, "section": card.section} | card.body for card in self.cards]
        return {
            "deck": record.deck,
            "concept": record.concept,
            "title": record.title,
            "requires": body["requires"],
            "tags": body["tags"],
            "sections": body["sections"],
            "examples": body["examples"],
            "questions": questions,
            "experiments": body["experiments"],
        }


def list_decks(store: Store, context: Context) -> list[DeckListing]:
    """Return the decks with their counts."""
    states, known = all_states(store), standings(store, context)
    own: Mapping[str, DeckPreset] = {preset.deck: preset for preset in decks_with_presets(context, store.query)}
    listings = []
    for deck in installed_decks(store):
        cards = [known.listed(card, states.get(card.card, CardState())) for card in installed_cards(store, deck.deck)]
        listings.append(
            DeckListing(
                deck=deck.deck, title=deck.title, concepts=len(installed_concepts(store, deck.deck)), cards=len(cards),
                due=sum("due" in card.standing for card in cards), new=sum("new" in card.standing for card in cards),
                source=deck.source, preset=own.get(deck.deck), paused=deck.deck in known.paused,
                paused_concepts=tuple(name for name in known.paused if name.startswith(f"{deck.deck}/")),
            )
        )  # fmt: skip
    return listings


def list_concepts(store: Store, deck: str, concept: str = "") -> list[ConceptListing]:
    """Return the concepts of a deck, or one of them, with their cards."""
    cards: dict[str, list[CardRecord]] = {}
    for card in installed_cards(store, deck, concept):
        cards.setdefault(card.concept, []).append(card)
    return [
        ConceptListing(record, tuple(cards.get(record.concept, ())))
        for record in installed_concepts(store, deck)
        if concept in ("", record.concept)
    ]
