"""Cards and decks as documents: what `cards list` and `deck show` print."""

import json
from typing import Any

from quizapp.core.event_payloads.review import review_of
from quizapp.core.events import CardState, Event
from quizapp.core.model import State
from quizapp.core.scheduler import retrievability
from quizapp.core.scheduler_settings import decay_of
from quizapp.core.scope import Scope
from quizapp.core.study_day import iso
from quizapp.store.database import Store
from quizapp.store.decks import deck_repository
from quizapp.store.decks.card_search import search
from quizapp.store.events.event_log import all_states, card_events, card_state
from quizapp.store.events.parameters import parameters_of, presets
from quizapp.usecases.context import Context

LEECH_LAPSES = 8  # from so many lapses on, a card costs more than it teaches


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
    """Return the cards of a scope that pass every filter and say the words of `find`, as the JSON contract has them."""
    moment = context.moment()
    states, standing = all_states(store), presets(store.query, store.learner)
    rows, found = [], set(search(store, find)) if find else None
    for card in deck_repository.card_rows(store, scope.deck, scope.concept):
        state = states.get(card["card"], CardState())
        if scope.tag and scope.tag not in json.loads(card["tags"]):
            continue
        if found is not None and card["card"] not in found:
            continue
        if _passes(state, filters, moment.day_end):
            place = {name: card[name] for name in ("card", "deck", "concept", "section", "kind")}
            rows.append(place | _state_fields(state, moment.now, parameters_of(standing, card["card"])))
    return rows


def card_document(store: Store, context: Context, card_id: str) -> dict[str, Any]:
    """Return one card: its place, its state, its question and its history."""
    row = next(row for row in deck_repository.card_rows(store) if row["card"] == card_id)
    place = {name: row[name] for name in ("card", "deck", "concept", "section", "kind", "file", "line")}
    with store.reading() as connection:
        events = card_events(connection, store.learner, card_id)
    history = [_history_row(event) for event in sorted(events, key=lambda event: (event.time_ms, event.id))]
    parameters = parameters_of(presets(store.query, store.learner), card_id)
    state = _state_fields(card_state(store, card_id), context.now_ms, parameters)
    return place | state | {"question": json.loads(row["body"]), "history": history}


def _history_row(event: Event) -> dict[str, Any]:
    review = review_of(event)
    return {"time": iso(event.time_ms), "kind": event.kind, "rating": str(review.rating) if review else None}


def deck_documents(store: Store, context: Context) -> list[dict[str, Any]]:
    """Return the decks with their counts, as the JSON contract has them."""
    moment, states = context.moment(), all_states(store)
    documents = []
    for deck in deck_repository.deck_rows(store):
        cards = deck_repository.card_rows(store, deck["deck"])
        known = [states.get(card["card"], CardState()) for card in cards]
        documents.append(
            {
                "deck": deck["deck"],
                "title": deck["title"],
                "concepts": len(deck_repository.concept_rows(store, deck["deck"])),
                "cards": len(cards),
                "due": sum(_passes(state, {"is:due"}, moment.day_end) for state in known),
                "new": sum(state.state is State.NEW for state in known),
                "source": deck["source"],
            }
        )
    return documents


def concept_document(store: Store, deck: str, concept: str) -> dict[str, Any]:
    """Return one concept, whole, as the JSON contract has it."""
    row = next(row for row in deck_repository.concept_rows(store, deck) if row["concept"] == concept)
    body = json.loads(row["body"])
    questions = []
    for card in deck_repository.card_rows(store, deck, concept):
        fields = json.loads(card["body"])
        questions.append({"card": card["card"], "kind": card["kind"], "section": card["section"]} | fields)
    return {
        "deck": deck,
        "concept": concept,
        "title": row["title"],
        "requires": body["requires"],
        "tags": body["tags"],
        "sections": body["sections"],
        "examples": body["examples"],
        "questions": questions,
        "experiments": body["experiments"],
    }
