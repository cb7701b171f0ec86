"""Adds cards to a deck file of the learner's own, and installs them at once."""

import fcntl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.atomic_files import private_folder, write_file
from quizapp.core.did_you_mean import did_you_mean
from quizapp.core.model import CardList, DeckInfo
from quizapp.decks.checks import is_id
from quizapp.decks.insert import with_questions
from quizapp.decks.problems import format_problem
from quizapp.decks.write import deck_yaml, list_yaml
from quizapp.errors import ExitCode, QuizError
from quizapp.formats.common.deck_builder import question_text, topic_id, unique
from quizapp.store.decks.deck_records import card_ids, installed_cards, installed_concepts, installed_decks
from quizapp.store.location import home_of
from quizapp.usecases.deck_import.import_options import ImportOptions
from quizapp.usecases.deck_import.import_path import import_path
from quizapp.usecases.deck_import.import_target import Target
from quizapp.usecases.study.edit_card import Launch, own_copy

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.store.decks.deck_records import DeckRecord
    from quizapp.usecases.context import Context

OWN_DECK, OWN_LIST = "my-cards", "cards"


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
    folder = _folder(context, store, place.deck)
    with _locked(folder):
        file = _file(store, folder, place)
        known = {question_text(card.body) for card in installed_cards(store, place.deck, place.concept)}
        new = {question_text(body): body for body in bodies if question_text(body) not in known}
        questions = list(_numbered(store, place, file, list(new.values())))
        if questions:
            _write_and_install(Target(store=store, context=context, options=ImportOptions()), folder, file, questions)
    made = tuple(f"{place.deck}/{_concept(file, place)}/{body['id']}" for body in questions)
    return Added(made, file, tuple(text for text in map(question_text, bodies) if text in known))


def add_written(context: "Context", store: "Store", launch: Launch, edit_again: Callable[[QuizError], bool]) -> str:
    """Have cards written in an editor, add them to the learner's own deck, and return what to tell them."""
    from quizapp.usecases.authoring.card_template import cards_from_editor

    bodies = cards_from_editor(launch, edit_again)
    if not bodies:
        return "no card was written"
    added = add_cards(context, store, place_of(store, Place("")), bodies)
    return f"added {', '.join(added.cards)}" if added.cards else "your deck has this card already"


def _folder(context: "Context", store: "Store", deck: str) -> Path:
    """Return the folder of a deck's files, which is created where there is none."""
    installed = next((each for each in installed_decks(store, removed=True) if each.deck == deck), None)
    if installed is None or (installed.removed and installed.origin != "shipped"):
        return _own_folder(context, deck)
    if installed.origin == "shipped":
        return own_copy(context, store, Path(installed.source), deck)
    return _source_folder(installed)


def _source_folder(installed: "DeckRecord") -> Path:
    folder = Path(installed.source)
    if not (folder / "deck.yaml").is_file():
        hint = f"Choose a deck of your own, such as: quizapp add --deck {OWN_DECK} FRONT BACK"
        raise QuizError(f"The deck `{installed.deck}` has no folder that cards can be added to.", hint, ExitCode.USAGE)
    return folder


def _own_folder(context: "Context", deck: str) -> Path:
    if not is_id(deck):
        hint = "Use lower case letters, digits and hyphens."
        raise QuizError(f"--deck: `{deck}` is not a valid id.", hint, ExitCode.USAGE)
    folder = private_folder(home_of(context.db) / "decks" / deck)
    if not (folder / "deck.yaml").exists():
        title = "My cards" if deck == OWN_DECK else deck.replace("-", " ").capitalize()
        write_file(deck_yaml(DeckInfo(format=1, deck=deck, title=title)).encode(), folder / "deck.yaml")
    return folder


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other processes from adding to the same deck: each reads its file, and writes it with one card more."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _file(store: "Store", folder: Path, place: Place) -> Path:
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


def _numbered(
    store: "Store", place: Place, file: Path, bodies: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield the questions with ids made of their texts, which no card of the concept has or had."""
    concept = _concept(file, place)
    with store.reading() as connection:
        taken = {card.rpartition("/")[2]: 1 for card in card_ids(connection, place.deck, concept)}
    is_list = not _is_concept(file)
    for body in bodies:
        name = unique(topic_id(question_text(body))[:40].strip("-"), taken)
        yield {"id": name, "kind": body["kind"]} | ({} if is_list else {"section": place.section}) | dict(body)


def _is_concept(file: Path) -> bool:
    from quizapp.decks.yaml_nodes import read_document

    return file.is_file() and "sections" in (read_document(str(file), file.read_bytes()).value or {})


def _write_and_install(target: Target, folder: Path, file: Path, questions: Sequence[Mapping[str, Any]]) -> None:
    """Write the file with the questions and import the deck; a fault restores the file."""
    before = file.read_bytes() if file.is_file() else None
    title = "Cards" if file.stem == OWN_LIST else file.stem.replace("-", " ").capitalize()
    text = before.decode() if before is not None else list_yaml(CardList(cards=file.stem, title=title))
    write_file(with_questions(str(file), text, questions).encode(), file)
    (result, *_) = import_path(target, folder)
    if result.diff is None:
        if before is None:
            file.unlink()
        else:
            write_file(before, file)
        faults = [each for each in result.problems if each.severity == "error"]
        raise QuizError(f"Nothing was added: {format_problem(faults[0])}")
