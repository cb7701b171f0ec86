"""Adds cards to a deck file of the learner's own, and installs them at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.atomic_files import private_folder, write_file
from quizapp.core.did_you_mean import did_you_mean
from quizapp.core.events import ADD_CARDS
from quizapp.core.model import CardList, DeckInfo
from quizapp.decks.ids import is_id
from quizapp.decks.insert import with_questions
from quizapp.decks.write import deck_yaml, list_yaml
from quizapp.errors import ExitCode, QuizError
from quizapp.formats.common.deck_builder import question_text, topic_id, unique
from quizapp.store.decks.deck_records import card_ids, cards_named, installed_cards, installed_concepts, installed_decks
from quizapp.store.location import home_of
from quizapp.usecases.authoring.file_changes import FileChange, changing
from quizapp.usecases.study.edit_card import Launch, own_copy

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.store.decks.deck_records import DeckRecord
    from quizapp.usecases.context import Context

OWN_DECK, OWN_LIST, OWN_TITLE = "my-cards", "cards", "My cards"


@dataclass(frozen=True, slots=True)
class Place:
    """Where cards are added: a deck, and a concept or a list of cards in it."""

    deck: str
    concept: str = ""  # empty: the list of the learner's own cards
    section: str = "what"  # of a concept


@dataclass(frozen=True, slots=True)
class Added:
    """What was added: the cards' ids, the file, and the fronts that the deck had already."""

    cards: tuple[str, ...]
    file: Path
    known: tuple[str, ...]


def place_of(store: "Store", place: Place) -> Place:
    """Return where cards go: `deck/concept` is taken apart, and a deck that was not named is found by the concept.

    Without either it is the learner's own deck. Raises QuizError where several decks have the concept.
    """
    deck, _, concept = place.deck.partition("/")
    concept = concept or place.concept
    if not deck and concept:
        homes = sorted({each.deck for each in installed_concepts(store) if each.concept == concept})
        if len(homes) > 1:
            hint = f"Name one: {', '.join(f'--deck {home}' for home in homes)}"
            raise QuizError(f"Several decks have a concept `{concept}`.", hint, ExitCode.USAGE)
        deck = homes[0] if homes else ""
    return Place(deck or OWN_DECK, concept, place.section)


def add_cards(context: "Context", store: "Store", place: Place, bodies: Sequence[Mapping[str, Any]]) -> Added:
    """Add questions without ids to a deck's file and install the deck; all of them or none.

    A deck that does not exist is created among the learner's own; a shipped one is copied there first. Raises
    QuizError where the deck came in a package, has no such concept, or has a fault with the new cards.
    """
    folder = folder_of(context, store, place.deck)
    with changing(context, store) as changes:
        file = file_of(store, folder, place)
        known = {question_text(card.body) for card in installed_cards(store, place.deck, place.concept)}
        new = {question_text(body): body for body in bodies if question_text(body) not in known}
        questions = numbered(store, place, file, list(new.values()))
        if questions:
            changes.carry_out(addition(f"{place.deck}/{_concept(file, place)}", file, questions))
    made = tuple(f"{place.deck}/{_concept(file, place)}/{body['id']}" for body in questions)
    return Added(made, file, tuple(text for text in map(question_text, bodies) if text in known))


def addition(
    place: str, file: Path, questions: Sequence[Mapping[str, Any]], media: Mapping[Path, bytes] | None = None
) -> FileChange:  # fmt: skip
    """Return the change that adds questions with ids to a file of a deck, and files that they show.

    `place` is its deck and concept.
    """
    content = with_questions(str(file), file_text(file), questions).encode()
    return FileChange(
        kind=ADD_CARDS, place=place, cards=len(questions), contents={**(media or {}), file: content},
        decks=[(place.partition("/")[0], file.parent)],
    )  # fmt: skip


def add_written(context: "Context", store: "Store", launch: Launch, edit_again: Callable[[QuizError], bool]) -> str:
    """Have cards written in an editor, add them to the learner's own deck, and return what to tell them."""
    from quizapp.usecases.authoring.card_template import cards_from_editor

    bodies = cards_from_editor(launch, edit_again)
    if not bodies:
        return "no card was written"
    added = add_cards(context, store, place_of(store, Place("")), bodies)
    return f"added {', '.join(added.cards)}" if added.cards else "your deck has this card already"


def folder_of(context: "Context", store: "Store", deck: str) -> Path:
    """Return the folder of a deck's files, which is created where there is none."""
    installed = next((each for each in installed_decks(store, removed=True) if each.deck == deck), None)
    if installed is None or (installed.removed and installed.origin != "shipped"):
        return own_folder(context, deck)
    if installed.origin == "shipped":
        return own_copy(context, store, Path(installed.source), deck)
    return _source_folder(installed)


def folder_now(context: "Context", store: "Store", deck: str) -> Path:
    """Return the folder whose files a deck has now; that of a new one does not exist. Nothing is created or copied."""
    own = home_of(context.db) / "decks" / deck
    installed = next((each for each in installed_decks(store) if each.deck == deck), None)
    if installed is None or (installed.origin == "shipped" and own.is_dir()):
        return own
    return Path(installed.source) if installed.origin == "shipped" else _source_folder(installed)


def _source_folder(installed: "DeckRecord") -> Path:
    folder = Path(installed.source)
    if not (folder / "deck.yaml").is_file():
        hint = f"Choose a deck of your own, such as: quizapp add --deck {OWN_DECK} FRONT BACK"
        raise QuizError(f"The deck `{installed.deck}` has no folder that cards can be added to.", hint, ExitCode.USAGE)
    return folder


def own_folder(context: "Context", deck: str, title: str = "") -> Path:
    """Return the folder of one of the learner's own decks; it is created if missing. Raises QuizError for its id."""
    if not is_id(deck):
        hint = "Use lower case letters, digits and hyphens."
        raise QuizError(f"--deck: `{deck}` is not a valid id.", hint, ExitCode.USAGE)
    folder = private_folder(home_of(context.db) / "decks" / deck)
    if not (folder / "deck.yaml").exists():
        title = title or (OWN_TITLE if deck == OWN_DECK else deck.replace("-", " ").capitalize())
        write_file(deck_yaml(DeckInfo(format=1, deck=deck, title=title)).encode(), folder / "deck.yaml")
    return folder


def file_of(store: "Store", folder: Path, place: Place) -> Path:
    """Return the file that the cards go to: that of the concept, or a list of cards.

    A list that does not exist is created in a deck of lists; in a deck of concepts the name is more likely a slip.
    """
    known = {each.concept: each for each in installed_concepts(store, place.deck)}
    name = place.concept or OWN_LIST
    if name in known:
        files = [Path(card.file).name for card in installed_cards(store, place.deck, name)]
        return folder / (files[-1] if files else f"{name}.yaml")
    if place.concept and (not is_id(name) or not all(each.content.is_list for each in known.values())):
        hint = did_you_mean(name, known, f"There are: {', '.join(sorted(known)[:12])}.")
        raise QuizError(f"There is no concept `{name}` in the deck `{place.deck}`.", hint, ExitCode.USAGE)
    return folder / f"{name}.yaml"


def _concept(file: Path, place: Place) -> str:
    return place.concept or file.stem


def taken_ids(store: "Store", deck: str, concept: str) -> dict[str, int]:
    """Return the ids of questions that cards of a concept have or had, those that moved elsewhere included."""
    with store.reading() as connection:
        own = [each.rpartition("/")[2] for each in card_ids(connection, deck, concept)]
        moved = [each.rpartition("/")[2] for each in cards_named(connection, f"{deck}/{concept}/")]
    return dict.fromkeys((*own, *moved), 1)


def numbered(
    store: "Store", place: Place, file: Path, bodies: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:  # fmt: skip
    """Return the questions with ids made of their texts, which no card of the concept has or had."""
    taken = taken_ids(store, place.deck, _concept(file, place))
    section = {"section": place.section} if is_concept(file) else {}
    names = (unique(topic_id(question_text(body))[:40].strip("-"), taken) for body in bodies)
    return [{"id": name, "kind": body["kind"]} | section | dict(body) for name, body in zip(names, bodies, strict=True)]


def is_concept(file: Path) -> bool:
    """Return whether a file holds a concept, whose questions have sections; a list of cards has none."""
    from quizapp.decks.yaml_nodes import read_document

    return file.is_file() and "sections" in (read_document(str(file), file.read_bytes()).value or {})


def file_text(file: Path) -> str:
    """Return the text of a deck file; that of an empty list of cards where there is no such file yet."""
    if file.is_file():
        return file.read_text("utf-8")
    title = "Cards" if file.stem == OWN_LIST else file.stem.replace("-", " ").capitalize()
    return list_yaml(CardList(cards=file.stem, title=title))
