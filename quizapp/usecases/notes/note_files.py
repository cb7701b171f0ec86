"""Edits the questions of notes in the deck files of the learner's own that they are in, as one change to undo."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.core.events import EDIT_CARD
from quizapp.errors import ExitCode, QuizError
from quizapp.store.decks.deck_records import CardRecord, installed_deck
from quizapp.usecases.authoring.file_changes import FileChange, changing
from quizapp.usecases.notes.stored_notes import StoredNote, notes_numbered

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context

Edit = Callable[[str, str, Sequence[CardRecord]], str]
"""Returns the text of a file, given by its name, in which the questions of some cards are edited."""


def edit_notes(context: "Context", store: "Store", numbers: Sequence[int], edit: Edit) -> None:
    """Edit the questions of notes; all of them or none. Numbers of no note are left out.

    Raises QuizError where a question is in no file that can be edited, and where a deck would have a fault.
    """
    with changing(context, store) as changes:
        notes = list(notes_numbered(store, numbers).values())
        files = _by_file(store, notes)
        before = {file: file.read_text("utf-8") for file in files}
        after = {file: edit(str(file), before[file], cards) for file, cards in files.items()}
        changed = {file: text.encode() for file, text in after.items() if text != before[file]}
        if changed:
            edited = [card for file in changed for card in files[file]]
            changes.carry_out(FileChange(
                kind=EDIT_CARD, place=_place(edited), cards=len(edited), contents=changed,
                decks=[*{cards[0].deck: file.parent for file, cards in files.items() if file in changed}.items()],
            ))  # fmt: skip


def _by_file(store: "Store", notes: Sequence[StoredNote]) -> Mapping[Path, list[CardRecord]]:
    """Return the cards of notes by their files. Raises QuizError for one whose question cannot be edited."""
    cards = [card for note in notes for card in note.cards.values()]
    for card in {each.deck: each for each in cards}.values():
        own_folder_of(store, card)
    found: dict[Path, list[CardRecord]] = {}
    for card in cards:
        found.setdefault(file_of(card), []).append(card)
    return found


def _place(cards: Sequence[CardRecord]) -> str:
    """Return what a change of cards is called: the card, or their number in their decks."""
    if len(cards) == 1:
        return cards[0].card
    decks = ", ".join(dict.fromkeys(card.deck for card in cards))
    return f"{len(cards)} cards in {decks}"


def own_folder_of(store: "Store", card: CardRecord) -> Path:
    """Return the folder of the deck of a card. Raises QuizError for a deck that is no folder of the learner's own."""
    deck = installed_deck(store, card.deck)
    folder = Path(deck.source)
    if deck.origin == "shipped" or not (folder / "deck.yaml").is_file():
        hint = f"Make it one: quizapp export {card.deck} --to FOLDER; then: quizapp import FOLDER --replace"
        raise QuizError(f"The deck of {card.card} is no folder of your own.", hint, ExitCode.USAGE)
    return folder


def file_of(card: CardRecord) -> Path:
    """Return the file of a question. Raises QuizError for a question that is generated, or whose file is gone."""
    file = Path(card.file)
    if not file.is_file():
        raise QuizError(f"{file}: the file of {card.card} does not exist any more.", "Import the deck again first.")
    if "/" in str(card.body["id"]):
        why = f"{card.card} is generated from a section of its concept."
        raise QuizError(why, "Edit the section.", ExitCode.USAGE)
    return file
