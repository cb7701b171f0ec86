"""Cards, decks and concepts as values: what `cards list`, `cards show`, `deck list` and `deck show` print."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.core.event_payloads.review import review_of
from quizapp.core.events import CardState, Event
from quizapp.core.model import Rating, State
from quizapp.core.scheduler import retrievability
from quizapp.core.scheduler_settings import decay_of
from quizapp.core.scope import Scope
from quizapp.core.study_day import iso
from quizapp.store.database import Store
from quizapp.store.decks.card_search import search
from quizapp.store.decks.deck_records import (
    CardRecord,
    ConceptRecord,
    installed_cards,
    installed_concepts,
    installed_decks,
)
from quizapp.store.events.event_log import all_states, card_events, card_state
from quizapp.store.events.parameters import parameters_of, presets
from quizapp.usecases.context import Context
from quizapp.usecases.scheduling.deck_presets import DeckPreset, decks_with_presets

LEECH_LAPSES = 8  # lapses from which a card is a leech


@dataclass(frozen=True, slots=True)
class CardListing:
    """A card with its state; `retrievability` is from 0 to 1, None for a card that was never answered."""

    record: CardRecord
    state: CardState
    retrievability: float | None

    @property
    def due(self) -> str | None:
        """Return when it is due, as ISO 8601 in UTC."""
        return iso(self.state.due_ms)

    def place_as_json(self) -> dict[str, Any]:
        """Return where the card belongs, as JSON."""
        record = self.record
        return {
            "card": record.card,
            "deck": record.deck,
            "concept": record.concept,
            "section": record.section,
            "kind": record.kind,
        }

    def state_as_json(self) -> dict[str, Any]:
        """Return the state, as JSON."""
        state = self.state
        return {
            "state": str(state.state),
            "due": self.due,
            "stability": state.stability,
            "difficulty": state.difficulty,
            "retrievability": self.retrievability,
            "reviews": state.reviews,
            "lapses": state.lapses,
            "suspended": state.suspended,
        }

    def as_json(self) -> dict[str, Any]:
        """Return the card as the JSON contract has it."""
        return self.place_as_json() | self.state_as_json()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What happened to a card; `rating` is None for what is no review."""

    time_ms: int
    kind: str
    rating: Rating | None

    def as_json(self) -> dict[str, Any]:
        """Return the entry as JSON."""
        return {"time": iso(self.time_ms), "kind": self.kind, "rating": str(self.rating) if self.rating else None}


@dataclass(frozen=True, slots=True)
class CardDetails:
    """A card with its history, in the order in which it happened."""

    listing: CardListing
    history: tuple[HistoryEntry, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the card as the JSON contract has it."""
        record = self.listing.record
        place = self.listing.place_as_json() | {"file": record.file, "line": record.line}
        rest = {"question": record.body, "history": [entry.as_json() for entry in self.history]}
        return place | self.listing.state_as_json() | rest


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


def _passes(state: CardState, filters: set[str], day_end: int) -> bool:
    tests = {
        "is:due": state.due_ms is not None and state.due_ms < day_end and not state.suspended,
        "is:leech": state.lapses >= LEECH_LAPSES,
        "is:new": state.state is State.NEW,
        "is:suspended": state.suspended,
    }
    return all(tests[word] for word in filters)


def _listed(record: CardRecord, state: CardState, now_ms: int, parameters: tuple[float, ...]) -> CardListing:
    recall = retrievability(state.stability, state.last_ms, now_ms, decay_of(parameters))
    return CardListing(record, state, recall)


def list_cards(store: Store, context: Context, scope: Scope, filters: set[str], find: str = "") -> list[CardListing]:
    """Return the cards of a scope that pass every filter and contain the words of `find`."""
    moment = context.moment()
    states, in_use = all_states(store), presets(store.query, store.learner)
    rows, found = [], set(search(store, find)) if find else None
    for card in installed_cards(store, scope.deck, scope.concept):
        state = states.get(card.card, CardState())
        if scope.tag and scope.tag not in card.tags:
            continue
        if found is not None and card.card not in found:
            continue
        if _passes(state, filters, moment.day_end):
            rows.append(_listed(card, state, moment.now, parameters_of(in_use, card.card)))
    return rows


def card_details(store: Store, context: Context, card_id: str) -> CardDetails:
    """Return one card with its history."""
    record = next(each for each in installed_cards(store) if each.card == card_id)
    with store.reading() as connection:
        events = card_events(connection, store.learner, card_id)
    history = map(_history_entry, sorted(events, key=lambda event: (event.time_ms, event.id)))
    parameters = parameters_of(presets(store.query, store.learner), card_id)
    return CardDetails(_listed(record, card_state(store, card_id), context.now_ms, parameters), tuple(history))


def _history_entry(event: Event) -> HistoryEntry:
    review = review_of(event)
    return HistoryEntry(event.time_ms, event.kind, review.rating if review else None)


def list_decks(store: Store, context: Context) -> list[DeckListing]:
    """Return the decks with their counts."""
    day_end, states = context.moment().day_end, all_states(store)
    own: Mapping[str, DeckPreset] = {preset.deck: preset for preset in decks_with_presets(context, store.query)}
    listings = []
    for deck in installed_decks(store):
        known = [states.get(card.card, CardState()) for card in installed_cards(store, deck.deck)]
        listings.append(
            DeckListing(
                deck=deck.deck, title=deck.title, concepts=len(installed_concepts(store, deck.deck)), cards=len(known),
                due=sum(_passes(state, {"is:due"}, day_end) for state in known),
                new=sum(state.state is State.NEW for state in known), source=deck.source, preset=own.get(deck.deck),
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
