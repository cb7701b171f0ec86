"""Moves the cards of notes to another deck, which is created if there is none."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quizapp.usecases.authoring.move_cards import move_cards
from quizapp.usecases.notes.add_notes import place_in
from quizapp.usecases.notes.deck_names import create_deck
from quizapp.usecases.notes.stored_notes import cards_numbered

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context


def change_deck(context: "Context", store: "Store", numbers: Sequence[int], name: str) -> None:
    """Move cards to the deck of a name, with their history; numbers of no card are left out.

    Raises QuizError for an invalid name, and where a card is in no file that can be edited.
    """
    deck = create_deck(context, store, name)
    cards = [each.record for each in cards_numbered(store, numbers).values()]
    if elsewhere := [card.card for card in cards if card.deck != deck]:
        move_cards(context, store, elsewhere, place_in(store, deck))
