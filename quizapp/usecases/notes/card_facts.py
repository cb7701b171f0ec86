"""What other programs ask of cards: their sides as HTML, and where they are in the learner's schedule."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.core.events import CardState
from quizapp.formats.anki.note_html import html_of
from quizapp.formats.common.flatten_question import question_and_answer
from quizapp.store.events.event_log import all_states
from quizapp.usecases.notes.stored_notes import NoteCard
from quizapp.usecases.reports.card_listings import CardListing, standings

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context


@dataclass(frozen=True, slots=True)
class CardFacts:
    """A card of a note with its state."""

    of: NoteCard
    listing: CardListing

    @property
    def sides(self) -> tuple[str, str]:
        """Return what is asked and what is answered, as HTML."""
        body = self.of.record.body
        media = [str(name) for name in body.get("media", ())]
        asked, answered = question_and_answer({"answer": "", **body, "ask": body["ask"] or self.listing.asked})
        return html_of(asked, media), html_of(answered, media)


def card_facts(context: "Context", store: "Store", cards: Sequence[NoteCard]) -> list[CardFacts]:
    """Return cards with their states."""
    if not cards:
        return []
    states, known = all_states(store), standings(store, context)
    return [CardFacts(each, known.listed(each.record, states.get(each.record.card, CardState()))) for each in cards]
