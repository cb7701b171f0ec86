"""Deletes notes: their questions are taken out of their files, and their cards are retired; no review is lost."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quizapp.decks.take_out import without_questions
from quizapp.store.decks.deck_records import CardRecord
from quizapp.usecases.notes.note_files import edit_notes

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context


def delete_notes(context: "Context", store: "Store", numbers: Sequence[int]) -> None:
    """Take the questions of notes out of the learner's own deck files; numbers of no note are left out.

    As where a question is cut out of a deck file by hand, a card is retired then, and the log keeps its events: undone
    or written again, it goes on where it was. Raises QuizError where a note is in no file that can be edited.
    """
    edit_notes(context, store, numbers, _without)


def _without(file: str, text: str, cards: Sequence[CardRecord]) -> str:
    return without_questions(file, text, [str(card.body["id"]) for card in cards])
