"""What `deck check` finds in cards that are to be added, and the places where a learner can add cards."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.core.model import DeckInfo
from quizapp.decks.insert import questions_node, with_questions
from quizapp.decks.write import deck_yaml
from quizapp.errors import Problem
from quizapp.store.decks.deck_records import installed_concepts, installed_decks
from quizapp.usecases.authoring.add_cards import OWN_DECK, OWN_LIST, Place, file_of, file_text, folder_now, numbered
from quizapp.usecases.authoring.changed_deck import check_changed
from quizapp.usecases.authoring.move_cards import places

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context


@dataclass(frozen=True, slots=True)
class CardFault:
    """What is wrong with one of the cards that are to be added; their numbers begin with 1."""

    number: int
    problem: Problem

    @property
    def is_error(self) -> bool:
        """Whether the card cannot be added."""
        return self.problem.severity == "error"


@dataclass(frozen=True, slots=True)
class AddingPlaces:
    """The deck/concept names of the learner's own decks, and of those that are copied before a card is added."""

    own: tuple[str, ...]
    shipped: tuple[str, ...]


def adding_places(store: "Store") -> AddingPlaces:
    """Return where cards can be added; the list of the learner's own cards comes first, also before it exists."""
    mine = f"{OWN_DECK}/{OWN_LIST}"
    shipped = {each.deck for each in installed_decks(store) if each.origin == "shipped"}
    copied = tuple(f"{each.deck}/{each.concept}" for each in installed_concepts(store) if each.deck in shipped)
    return AddingPlaces((mine, *(each for each in places(store) if each != mine)), copied)


def faults_of(
    context: "Context", store: "Store", place: Place, bodies: Sequence[Mapping[str, Any]]
) -> list[CardFault]:  # fmt: skip
    """Return what an author's checks find in questions, each as a part of its deck. Nothing is written.

    Raises QuizError where the deck has no folder, or no such concept.
    """
    folder = folder_now(context, store, place.deck)
    file = file_of(store, folder, place)
    text = with_questions(file.name, file_text(file), numbered(store, place, file, bodies))
    contents = {file.name: text.encode()}
    if not (folder / "deck.yaml").is_file():
        contents["deck.yaml"] = deck_yaml(DeckInfo(format=1, deck=place.deck, title=place.deck)).encode()
    first_lines = _lines_of_last(text, len(bodies))
    numbered_problems = (
        (bisect_right(first_lines, each.location.line), each)
        for each in check_changed(folder, contents).problems
        if Path(each.location.file).name == file.name
    )
    return [CardFault(number, each) for number, each in numbered_problems if number]


def _lines_of_last(text: str, count: int) -> list[int]:
    """Return the lines in which the last questions of a deck file begin."""
    node = questions_node(text)
    return [each.start_mark.line + 1 for each in node.value[-count:]] if node is not None else []
