"""Reads the texts and the reviews of cards that an import would change."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from quizapp.store.batched import batched
from quizapp.store.decks.import_diff import CardChange
from quizapp.store.schema import cards, states


def card_changes(connection: Connection, learner: str, new: Mapping[str, str]) -> tuple[CardChange, ...]:
    """Return the changes of cards, given the new text of each; '' for a card that is retired."""
    found: dict[str, CardChange] = {}
    query = select(cards.c.card, cards.c.body, states.c.reviews)
    query = query.outerjoin(states, (states.c.card == cards.c.card) & (states.c.learner == learner))
    for some in batched(new, 500):
        for card, body, reviews in connection.execute(query.where(cards.c.card.in_(some))):
            found[card] = CardChange(card, body, new[card], reviews or 0)
    return tuple(found[card] for card in new if card in found)
