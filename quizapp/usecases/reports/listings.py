"""Cards and decks as documents: what `cards list` and `deck show` print."""

from typing import Any

from quizapp.core.event_payloads.review import review_of
from quizapp.core.events import CardState, Event
from quizapp.core.model import State
from quizapp.core.scheduler import retrievability
from quizapp.core.scheduler_settings import decay_of
from quizapp.core.scope import Scope
from quizapp.core.study_day import iso
from quizapp.store.database import Store
from quizapp.store.decks.card_search import search
from quizapp.store.decks.deck_records import CardRecord, installed_cards, installed_concepts, installed_decks
from quizapp.store.events.event_log import all_states, card_events, card_state
from quizapp.store.events.parameters import parameters_of, presets
from quizapp.usecases.context import Context
from quizapp.usecases.scheduling.deck_presets import decks_with_presets

LEECH_LAPSES = 8  # lapses from which a card is a leech


def _place(card: CardRecord) -> dict[str, Any]:
    return {
        "card": card.card,
        "deck": card.deck,
        "concept": card.concept,
        "section": card.section,
        "kind": card.kind,
    }


def _state_fields(state: CardState, now_ms: int, parameters: tuple[float, ...]) -> dict[str, Any]:
    return {
        "state": str(state.state),
        "due": iso(state.due_ms),
        "stability": state.stability,
        "difficulty": state.difficulty,
        "retrievability": retrievability(state.stability, state.last_ms, now_ms, decay_of(parameters)),
        "reviews": state.reviews,
        "lapses": state.lapses,
        "suspended": state.suspended,
    }


def _passes(state: CardState, filters: set[str], day_end: int) -> bool:
    tests = {
        "is:due": state.due_ms is not None and state.due_ms < day_end and not state.suspended,
        "is:leech": state.lapses >= LEECH_LAPSES,
        "is:new": state.state is State.NEW,
        "is:suspended": state.suspended,
    }
    return all(tests[word] for word in filters)


def card_documents(
    store: Store, context: Context, scope: Scope, filters: set[str], find: str = ""
) -> list[dict[str, Any]]:
    """Return the cards of a scope that pass every filter and contain the words of `find`, as JSON documents."""
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
            place = _place(card)
            rows.append(place | _state_fields(state, moment.now, parameters_of(in_use, card.card)))
    return rows


def card_document(store: Store, context: Context, card_id: str) -> dict[str, Any]:
    """Return one card: its place, its state, its question and its history."""
    row = next(row for row in installed_cards(store) if row.card == card_id)
    place = _place(row) | {"file": row.file, "line": row.line}
    with store.reading() as connection:
        events = card_events(connection, store.learner, card_id)
    history = [_history_row(event) for event in sorted(events, key=lambda event: (event.time_ms, event.id))]
    parameters = parameters_of(presets(store.query, store.learner), card_id)
    state = _state_fields(card_state(store, card_id), context.now_ms, parameters)
    return place | state | {"question": row.body, "history": history}


def _history_row(event: Event) -> dict[str, Any]:
    review = review_of(event)
    return {"time": iso(event.time_ms), "kind": event.kind, "rating": str(review.rating) if review else None}


def deck_documents(store: Store, context: Context) -> list[dict[str, Any]]:
    """Return the decks with their counts, as JSON documents."""
    moment, states = context.moment(), all_states(store)
    presets_of = {preset.deck: preset.as_json() for preset in decks_with_presets(context, store.query)}
    documents = []
    for deck in installed_decks(store):
        cards = installed_cards(store, deck.deck)
        known = [states.get(card.card, CardState()) for card in cards]
        documents.append(
            {
                "deck": deck.deck,
                "title": deck.title,
                "concepts": len(installed_concepts(store, deck.deck)),
                "cards": len(cards),
                "due": sum(_passes(state, {"is:due"}, moment.day_end) for state in known),
                "new": sum(state.state is State.NEW for state in known),
                "source": deck.source,
                "preset": presets_of.get(deck.deck),
            }
        )
    return documents


def concept_document(store: Store, deck: str, concept: str) -> dict[str, Any]:
    """Return one complete concept as a JSON document."""
    row = next(row for row in installed_concepts(store, deck) if row.concept == concept)
    body = row.body
    questions = []
    for card in installed_cards(store, deck, concept):
        fields = card.body
        questions.append({"card": card.card, "kind": card.kind, "section": card.section} | fields)
    return {
        "deck": deck,
        "concept": concept,
        "title": row.title,
        "requires": body["requires"],
        "tags": body["tags"],
        "sections": body["sections"],
        "examples": body["examples"],
        "questions": questions,
        "experiments": body["experiments"],
    }
