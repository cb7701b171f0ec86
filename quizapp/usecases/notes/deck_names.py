"""The names under which other programs know decks: their titles."""

from collections import Counter
from typing import TYPE_CHECKING

from quizapp.core.did_you_mean import did_you_mean
from quizapp.decks.yaml_nodes import read_document
from quizapp.errors import ExitCode, QuizError
from quizapp.formats.common.deck_builder import topic_id, unique
from quizapp.store.decks.deck_records import installed_decks
from quizapp.store.location import home_of
from quizapp.usecases.authoring.add_cards import OWN_DECK, OWN_TITLE, own_folder

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context

DEFAULT = "Default"  # a deck that every collection of Anki has: here the learner's own
MOST_NAME = 100  # characters


def deck_names(context: "Context", store: "Store") -> dict[str, str]:
    """Return the ids of decks by their names; decks of the same title have their id behind it."""
    installed = installed_decks(store, removed=True)
    titles = {OWN_DECK: OWN_TITLE} | _created(context) | {each.deck: each.title for each in installed}
    for each in installed:
        if each.removed:
            del titles[each.deck]
    counts = Counter(titles.values())
    return {title if counts[title] == 1 else f"{title} ({deck})": deck for deck, title in titles.items()}


def deck_named(names: dict[str, str], name: str) -> str:
    """Return the id of a deck by its name or its id. Raises QuizError for one that does not exist."""
    if name in names:
        return names[name]
    if name in names.values():
        return name
    if name == DEFAULT:
        return OWN_DECK
    hint = did_you_mean(name, names, "`createDeck` starts a new one.")
    raise QuizError(f"deck was not found: {name[:MOST_NAME]}", hint, ExitCode.USAGE)


def create_deck(context: "Context", store: "Store", name: str) -> str:
    """Return the id of the deck of a name, which is created if there is none. Raises QuizError for an invalid name."""
    names = deck_names(context, store)
    try:
        return deck_named(names, name)
    except QuizError:
        pass
    if not name.strip() or len(name) > MOST_NAME or not name.isprintable():
        hint = f"Use up to {MOST_NAME} characters, without control characters."
        raise QuizError("This name of a deck is not valid.", hint, ExitCode.USAGE)
    taken = {each.deck for each in installed_decks(store, removed=True)} | _created(context).keys()
    deck = unique(topic_id(name), dict.fromkeys(taken, 1))
    own_folder(context, deck, " ".join(name.split()))
    return deck


def _created(context: "Context") -> dict[str, str]:
    """Return the titles of the learner's own decks by id, those without a card included."""
    found = {}
    for file in sorted((home_of(context.db) / "decks").glob("*/deck.yaml")):
        value = read_document(str(file), file.read_bytes()).value
        if isinstance(value, dict) and isinstance(value.get("title"), str):
            found[file.parent.name] = value["title"]
    return found
