"""Adds a draft to its deck, and installs it: from then on its cards are in the quiz."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.core.events import ADD_CARDS
from quizapp.core.model import Concept
from quizapp.decks.insert import file_values, with_questions
from quizapp.decks.write import concept_values
from quizapp.errors import ExitCode, QuizError
from quizapp.formats.common.deck_builder import question_text
from quizapp.store.decks.deck_records import installed_decks
from quizapp.usecases.authoring.add_cards import folder_of
from quizapp.usecases.authoring.draft_decks import ACCEPTED, Draft
from quizapp.usecases.authoring.file_changes import FileChange, changing

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context


@dataclass(frozen=True, slots=True)
class AcceptedDraft:
    """What was added to a deck: the number of cards, and the files that were written."""

    deck: str
    cards: int
    files: tuple[Path, ...]


def accept_draft(context: "Context", store: "Store", draft: Draft) -> AcceptedDraft:
    """Add a draft to its deck and install it; one `undo` takes all of it out again, and opens the draft.

    Raises QuizError where the draft has an error, or the deck has a concept of the same name already.
    """
    first = next((each for each in draft.problems if each.severity == "error"), None)
    if first is not None:
        raise QuizError(f"{first.location}: {first.message}", first.hint)
    is_new = all(each.deck != draft.deck for each in installed_decks(store))
    target = folder_of(context, store, draft.deck)
    contents: dict[Path, bytes] = {draft.folder / ACCEPTED: b""}
    if is_new:
        contents[target / "deck.yaml"] = (draft.folder / "deck.yaml").read_bytes()
    cards = 0
    for file, concept in draft.concepts.items():
        added, content = _merged(draft, concept, file, target)
        cards += added
        contents[target / file.name] = content
    change = FileChange(
        kind=ADD_CARDS, place=draft.deck, cards=cards, contents=contents, decks=[(draft.deck, target)]
    )  # fmt: skip
    with changing(context, store) as changes:
        changes.carry_out(change)
    return AcceptedDraft(draft.deck, cards, tuple(file for file in contents if file.name != ACCEPTED))


def _merged(draft: Draft, concept: Concept, file: Path, target: Path) -> tuple[int, bytes]:
    """Return the number of cards that a file of a draft adds to the deck, and the content of the deck's file then."""
    there = target / file.name
    if not there.exists():
        return len(concept.questions), file.read_bytes()
    text = there.read_text("utf-8")
    values = file_values(str(there), text)
    if not concept.is_list or "cards" not in values:
        hint = f"Edit {there}, or rename the concept in {file}."
        raise QuizError(f"The deck `{draft.deck}` has a concept `{concept.concept}` already.", hint, ExitCode.USAGE)
    asked = {question_text(each) for each in values.get("questions") or []}
    new = [each for each in concept_values(concept).get("questions", []) if question_text(each) not in asked]
    for each in new:
        each.pop("section", None)
    return len(new), with_questions(str(there), text, new).encode() if new else text.encode()
