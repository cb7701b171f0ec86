"""Adds tags to notes and removes them: in the questions of their cards."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from quizapp.decks.insert import file_values
from quizapp.decks.replace import with_changed
from quizapp.decks.take_out import questions_in
from quizapp.store.decks.deck_records import CardRecord
from quizapp.usecases.notes.note_files import edit_notes
from quizapp.usecases.notes.question_order import ordered

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context


def add_tags(context: "Context", store: "Store", numbers: Sequence[int], tags: Sequence[str]) -> None:
    """Give all cards of notes some tags; those that a card has already, whatever their case, stay as they are.

    Raises QuizError where a note is in no file that can be edited.
    """
    edit_notes(context, store, numbers, partial(_retagged, add=tags, remove=()))


def remove_tags(context: "Context", store: "Store", numbers: Sequence[int], tags: Sequence[str]) -> None:
    """Take tags off all cards of notes, whatever their case; the tags of a whole concept or list stay.

    Raises QuizError where a note is in no file that can be edited.
    """
    edit_notes(context, store, numbers, partial(_retagged, add=(), remove=tags))


def _retagged(
    file: str, text: str, cards: Sequence[CardRecord], *, add: Sequence[str], remove: Collection[str]
) -> str:  # fmt: skip
    """Return the text of a deck file with other tags in the questions of cards."""
    known = {str(card.body["id"]): [tag.casefold() for tag in card.tags] for card in cards}
    gone = {tag.casefold() for tag in remove}
    if not any(_changes(tags, add, gone) for tags in known.values()):
        return text
    bodies = {}
    for question in questions_in(file_values(file, text)):
        if (name := str(question.get("id"))) in known:
            new = [tag for tag in add if tag.casefold() not in known[name]]
            kept = [tag for tag in question.get("tags") or () if tag.casefold() not in gone]
            bodies[name] = ordered(_with_tags(question, [*kept, *new]))
    return with_changed(file, text, bodies)


def _changes(tags: Collection[str], add: Sequence[str], gone: Collection[str]) -> bool:
    return any(tag.casefold() not in tags for tag in add) or any(tag in gone for tag in tags)


def _with_tags(question: dict[str, Any], tags: Sequence[str]) -> dict[str, Any]:
    rest = {name: value for name, value in question.items() if name != "tags"}
    return rest | ({"tags": list(tags)} if tags else {})
