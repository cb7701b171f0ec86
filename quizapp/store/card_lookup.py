"""Reads single cards and concepts for the quiz, without importing SQLAlchemy."""

import json
from typing import NamedTuple

from quizapp.core.card import Card
from quizapp.core.events import CardState
from quizapp.core.model import Concept
from quizapp.core.stored_model import concept_from
from quizapp.store import queries
from quizapp.store.daily_candidates import Query
from quizapp.store.events.state_rows import state_from


class StoredCard(NamedTuple):
    """A card as the quiz shows it, and its state for the learner."""

    card: Card
    concept_title: str
    deck_title: str
    state: CardState
    is_fitted: bool  # whether the learner has FSRS parameters of their own, for this card or another


def stored_card(query: Query, learner: str, card_id: str) -> StoredCard | None:
    """Return a card by its id, or None if it does not exist."""
    rows = query(queries.CARD, {"learner": learner, "card": card_id})
    if not rows:
        return None
    deck, concept, section, siblings, kind, place, body, file, line, title, deck_title, is_fitted, *state = rows[0]
    card = Card(
        card=card_id, deck=deck, concept=concept, section=section, kind=kind, position=place,
        body=json.loads(body), siblings=siblings, file=file, line=line,
    )  # fmt: skip
    return StoredCard(card, title, deck_title, state_from(state), bool(is_fitted))


def stored_concept(query: Query, deck: str, concept: str) -> Concept:
    """Return a concept without its questions; it must exist."""
    return concept_from(json.loads(query(queries.CONCEPT, {"deck": deck, "concept": concept})[0][0]))


def was_reviewed(query: Query, learner: str, deck: str, concept: str) -> bool:
    """Return whether the learner has reviewed a card of a concept."""
    return bool(query(queries.EVER_ASKED, {"learner": learner, "deck": deck, "concept": concept})[0][0])


def has_events(query: Query, learner: str) -> bool:
    """Return whether the log has an event of the learner."""
    return bool(query(queries.ANY_EVENT, {"learner": learner}))


def has_answers(query: Query, learner: str) -> bool:
    """Return whether the learner has answered a card, here or in a program whose history was imported."""
    return bool(query(queries.ANY_ANSWER, {"learner": learner}))


def shipped_digests(query: Query) -> dict[str, str]:
    """Return the digests of the installed shipped decks, by deck id."""
    return {str(deck): str(digest) for deck, digest in query(queries.SHIPPED, {})}
